using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Periods;

/// <summary>The national office takes over what regions handed in: releases are made of it from now on.</summary>
public static class AcceptPeriods
{
    private const int Most = 500;

    [Requires(Permission.AcceptPeriods)]
    public sealed record Command : IMonitorCommand<int>
    {
        public List<Guid> Ids { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text) =>
            RuleFor(c => c.Ids).Must(ids => ids.Count is > 0 and <= Most).WithMessage(_ => text["Choose at least one quarter."]);
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var ids = command.Ids.Distinct().ToList();
            var versions = await db.PeriodVersions.Where(v => ids.Contains(v.Id)).ToListAsync(cancellationToken);
            if (versions.Count < ids.Count)
            {
                throw new NotFoundException();
            }

            var years = versions.Select(v => v.Year).ToHashSet();
            var inForce = await db
                .PeriodVersions.Where(v => v.State == PeriodState.Accepted && years.Contains(v.Year))
                .ToListAsync(cancellationToken);
            foreach (var version in versions)
            {
                version.Accept(
                    inForce.Find(v => v.Region == version.Region && v.Quarter == version.Quarter && v.Id != version.Id),
                    actor.AccountId,
                    clock.GetUtcNow()
                );
            }

            return versions.Count;
        }
    }
}
