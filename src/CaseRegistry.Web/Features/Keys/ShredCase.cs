using CaseRegistry.Data;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Keys;

/// <summary>
/// Marks a case as erased, and forgets the answers and the kept forms about it. That its key is to be destroyed stands in the register, with its
/// audit row, before the key store does it; a crash in between is made good by sending it again, or by the sweep of keys.
/// </summary>
public static class ShredCase
{
    [Requires(Permission.Operate)]
    public sealed record Command(string? Number) : ICommand<Result>;

    public sealed record Result(CaseId Id, string Number);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text) =>
            RuleFor(c => c.Number)
                .Must(number => CaseNumber.IsValid(number))
                .WithMessage(_ => text["This is not a case number. Check what you typed."]);
    }

    internal sealed class Handler(RegistryDbContext db, KeyStore store, CaseKeys keys, TimeProvider clock)
        : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            var number = CaseNumber.Normalise(command.Number);
            var @case = await db.Cases.SingleOrDefaultAsync(c => c.Number == number, cancellationToken) ?? throw new NotFoundException();
            @case.Erase(clock.GetUtcNow());
            // Also the second time, so that each attempt has its audit row.
            db.Entry(@case).State = EntityState.Modified;
            // The rows stay without content: what was sent under these keys is not registered again.
            byte[] nothing = [];
            var id = @case.Id.Value;
            await db
                .IdempotentRequests.Where(r => r.CaseId == id)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(r => r.Response, nothing).SetProperty(r => r.RequestTag, nothing),
                    cancellationToken
                );
            // By its fingerprint a number of CoMensha would still be found, and could not be given again.
            await db
                .NotificationsToCoMensha.OfEveryRegion()
                .Where(n => n.CaseId == @case.Id && n.Tag != null)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(n => n.Tag, (string?)null).SetProperty(n => n.State, NotificationState.NumberDestroyed),
                    cancellationToken
                );
            await KeptForms.Forget(db, store, keys, @case.Id, cancellationToken);
            return new(@case.Id, @case.Number);
        }
    }
}
