using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using CaseRegistry.Web.Infrastructure.Webhooks;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>The second person agrees with what was frozen: it is signed, systems can fetch it, and receivers are told.</summary>
public static class PublishRelease
{
    [Requires(Permission.MakeReleases)]
    [RequiresFresh]
    public sealed record Command : IMonitorCommand<Unit>
    {
        public Guid Id { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(MonitorDbContext db, ReleaseKey key, KeyRing keys, Outbox outbox, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var release =
                await db.Releases.SingleOrDefaultAsync(r => r.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            // No certificate, no export.
            if ((await CheckedCertificate.Of(release, FrozenSet.Of(release.Content), db, keys, cancellationToken)).Faults.Count > 0)
            {
                throw new RuleViolationException("Release.Decision.CertificateFails");
            }

            // Who publishes at the same moment waits: numbers follow the order of commits.
            await AppendAudit.LockHead(db, cancellationToken);
            var last = await db.Releases.MaxAsync(r => r.PublishedNumber, cancellationToken) ?? 0;
            var after =
                await db
                    .Releases.Where(r => r.Audience == ReleaseAudience.Public && r.Unit == release.Unit)
                    .MaxAsync(r => r.PublishedNumber, cancellationToken)
                ?? 0;
            release.Publish(last + 1, after, actor.AccountId, key.Sign, clock.GetUtcNow());
            await outbox.Announce(release, cancellationToken);
            return Unit.Value;
        }
    }
}
