using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The municipalities by code, with the region to which each belongs today.</summary>
public static class ListMunicipalities
{
    private const int PageSize = 50;

    /// <param name="Search">Part of the name.</param>
    /// <param name="After">The last code of the page before.</param>
    [Requires(Permission.Administer)]
    public sealed record Query(string? Search = null, string? After = null) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows, string? Next, string? Search);

    public sealed record Row(string Code, string Name, string? Region);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Search).MaximumLength(256);
            RuleFor(q => q.After).MaximumLength(256);
        }
    }

    internal sealed class Handler(AdministrationDbContext db, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var today = clock.Today();
            var search = query.Search?.Trim() ?? "";
            var rows = await db
                .Municipalities.Where(m => search == "" || EF.Functions.Like(m.Name, "%" + search + "%"))
                .Where(m => query.After == null || m.Code.CompareTo(query.After) > 0)
                .OrderBy(m => m.Code)
                .Take(PageSize + 1)
                .Select(m => new Row(
                    m.Code,
                    m.Name,
                    m.Memberships.Where(s => s.From <= today && (s.Until == null || today < s.Until))
                        .Select(s => s.Region)
                        .SingleOrDefault()
                ))
                .ToListAsync(cancellationToken);
            var page = rows.Take(PageSize).ToArray();
            return new(page, rows.Count > PageSize ? page[^1].Code : null, query.Search);
        }
    }
}
