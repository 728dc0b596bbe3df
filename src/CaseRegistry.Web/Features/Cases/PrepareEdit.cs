using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>A section of a case as it stands, to be changed.</summary>
public static class PrepareEdit
{
    [Requires(Permission.ChangeCases)]
    public sealed record Query(CaseId Id, string Section) : IAuditedQuery<EditCase.Command>, IAboutCase;

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Query, EditCase.Command>
    {
        public async Task<EditCase.Command> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!Code.TryParse<Section>(query.Section, out var section) || section == Section.Signal)
            {
                throw new NotFoundException();
            }

            var file = await CaseFile.Read(db, keys, query.Id, cancellationToken) ?? throw new NotFoundException();
            var empty = new EditCase.Command
            {
                Id = query.Id,
                Section = query.Section,
                Version = file.Version,
            };
            // The section and no more: nothing leaves that the form does not show.
            var fields = file.ToFields();
            // The band follows from a birth date: it must not stand in the way of another one.
            return CaseSummary.Merge(empty, fields.BirthDate is null ? fields : fields with { AgeBand = null }, section);
        }
    }
}
