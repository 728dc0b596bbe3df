using CaseRegistry.Data;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The reporting organisations by name; what people proposed while registering can be listed apart.</summary>
public static class ListOrganisations
{
    private const int PageSize = 50;

    /// <param name="Search">Part of the name.</param>
    /// <param name="Proposals">Only what waits for the administrator.</param>
    /// <param name="After">The last name of the page before.</param>
    [Requires(Permission.Administer)]
    public sealed record Query(string? Search = null, bool Proposals = false, string? After = null) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows, string? Next, string? Search, bool Proposals);

    public sealed record Row(
        ReportingOrganisationId Id,
        string Name,
        string? ReporterType,
        string? EuGroup,
        bool IsProposal,
        bool IsRetired
    );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Search).MaximumLength(256);
            RuleFor(q => q.After).MaximumLength(256);
        }
    }

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var search = query.Search?.Trim() ?? "";
            var rows = await db
                .ReportingOrganisations.Where(o => search == "" || EF.Functions.Like(o.Name, "%" + search + "%"))
                .Where(o => !query.Proposals || o.IsProposal)
                .Where(o => query.After == null || o.Name.CompareTo(query.After) > 0)
                .OrderBy(o => o.Name)
                .Take(PageSize + 1)
                .Select(o => new Row(o.Id, o.Name, o.ReporterType, o.EuGroup, o.IsProposal, o.IsRetired))
                .ToListAsync(cancellationToken);
            var page = rows.Take(PageSize).ToArray();
            return new(page, rows.Count > PageSize ? page[^1].Name : null, query.Search, query.Proposals);
        }
    }
}
