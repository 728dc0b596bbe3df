using CaseRegistry.Data;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>The form of a notification to CoMensha with what was recorded last, for a case that the actor may see.</summary>
public static class PrepareNotification
{
    [Requires(Permission.ChangeCases)]
    public sealed record Query(CaseId Id) : IAuditedQuery<RecordNotification.Command>, IAboutCase;

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Query, RecordNotification.Command>
    {
        public async Task<RecordNotification.Command> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!await db.Cases.AnyAsync(c => c.Id == query.Id && c.ErasedAt == null, cancellationToken))
            {
                throw new NotFoundException();
            }

            var newest = await db
                .NotificationsToCoMensha.AsNoTracking()
                .SingleOrDefaultAsync(n => n.CaseId == query.Id && n.ReplacedAt == null, cancellationToken);
            if (newest is null or { State: NotificationState.RecordedInError or NotificationState.NumberDestroyed })
            {
                return new() { Id = query.Id };
            }

            var key = await keys.Open(query.Id, cancellationToken);
            return new()
            {
                Id = query.Id,
                State = Code.Of(newest.State),
                NotifiedOn = newest.On,
                Notifier = newest.Notifier is { } notifier ? Code.Of(notifier) : null,
                ConsentOn = newest.ConsentOn,
                ComenshaNumber = key.Reveal(newest.Number, NotificationToCoMensha.NumberColumn),
                FileType = newest.FileType,
                NotNotifiedReason = newest.Reason is { } reason ? Code.Of(reason) : null,
            };
        }
    }
}
