using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>One section of a draft, to be filled in.</summary>
public static class EditDraft
{
    [Requires(Permission.RegisterSignals)]
    public sealed record Query(DraftId Id, string Section) : IAuditedQuery<SaveDraft.Command>;

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, KeyRing ring, CurrentActor actor)
        : IRequestHandler<Query, SaveDraft.Command>
    {
        public async Task<SaveDraft.Command> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!Code.TryParse<Section>(query.Section, out var section))
            {
                throw new NotFoundException();
            }

            var draft =
                await db.Drafts.AsNoTracking().SingleOrDefaultAsync(d => d.Id == query.Id, cancellationToken)
                ?? throw new NotFoundException();
            actor.AuditDetail = draft.CaseId.Value.ToString("N");
            var fields = await ViewDraft.Read(draft, keys, cancellationToken);
            var form = new SaveDraft.Command
            {
                Id = draft.Id,
                Section = query.Section,
                Version = SaveDraft.VersionOf(fields, section, ring),
            };
            return CaseSummary.Merge(form, fields, section);
        }
    }
}
