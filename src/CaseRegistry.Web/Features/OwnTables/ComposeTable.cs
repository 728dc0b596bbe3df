using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>A table by dimensions of one's own choice, counted now. Asked for nothing, it is the form to ask by.</summary>
public static class ComposeTable
{
    [Requires(Permission.ComposeTables)]
    [RequiresFresh(When = nameof(IsFile))]
    public sealed record Query : OwnTableFields, IAuditedQuery<Result>
    {
        /// <summary>Leaves the register as a file.</summary>
        public bool IsFile { get; init; }
    }

    /// <param name="Counts">Null where nothing was asked for.</param>
    public sealed record Result(OwnTableFields Asked, CountTable? Counts);

    internal sealed class Validator(IStringLocalizer<Texts> text) : OwnTableRules<Query>(text, mayBeEmpty: q => !q.IsFile);

    internal sealed class Handler(RegistryDbContext register, CurrentActor actor, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            actor.AuditDetail = $"{query.AuditDetail} format:{(query.IsFile ? "csv" : "page")}";
            return new(
                query,
                query.Chosen.Count == 0 ? null : await OwnTableCounts.Of(register, query.Content, clock.Today(), cancellationToken)
            );
        }
    }
}
