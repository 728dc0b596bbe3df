using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Periods;

/// <summary>What the regions handed in of a year, and who is late: for the national office.</summary>
public static class ListVersions
{
    [Requires(Permission.AcceptPeriods)]
    public sealed record Query(int? Year = null) : IAuditedQuery<Result>;

    public sealed record Result(int Year, IReadOnlyList<int> Years, IReadOnlyList<Row> Rows)
    {
        public int Late => Rows.Sum(r => r.Quarters.Count(q => q.IsLate));
        public int Waiting => Rows.Sum(r => r.Quarters.Count(q => q.State == PeriodState.Submitted));
    }

    public sealed record Row(string Region, IReadOnlyList<Cell> Quarters);

    /// <param name="Id">Of the latest version.</param>
    /// <param name="InForce">A version was accepted: releases are made of it.</param>
    public sealed record Cell(Quarter Quarter, Guid? Id, int Number, PeriodState? State, bool InForce, bool HasEnded, bool IsLate);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Year).InclusiveBetween(1900, 2999);
    }

    internal sealed class Handler(MonitorDbContext db, CodeLists lists, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var last = PeriodRules.LastEnded(clock);
            var year = query.Year ?? last.Year;
            var versions = await db
                .PeriodVersions.Where(v => v.Year == year)
                .Select(v => new
                {
                    v.Id,
                    v.Region,
                    v.QuarterNumber,
                    v.Number,
                    v.State,
                })
                .ToListAsync(cancellationToken);
            var years = await db.Cells.Select(c => c.Year).Distinct().ToListAsync(cancellationToken);
            return new(
                year,
                [.. years.Append(year).Append(last.Year).Distinct().OrderDescending()],
                [
                    .. lists.Regions.Select(region => new Row(
                        region.Code,
                        [
                            .. Enumerable
                                .Range(1, 4)
                                .Select(number =>
                                {
                                    var quarter = new Quarter(year, number);
                                    var own = versions.Where(v => v.Region == region.Code && v.QuarterNumber == number).ToList();
                                    var latest = own.MaxBy(v => v.Number);
                                    return new Cell(
                                        quarter,
                                        latest?.Id,
                                        latest?.Number ?? 0,
                                        latest?.State,
                                        own.Exists(v => v.State == PeriodState.Accepted),
                                        PeriodRules.HasEnded(quarter, clock),
                                        latest?.State is null or PeriodState.Returned
                                            && region.CountsIn(quarter)
                                            && PeriodRules.IsLate(quarter, clock)
                                    );
                                }),
                        ]
                    )),
                ]
            );
        }
    }
}
