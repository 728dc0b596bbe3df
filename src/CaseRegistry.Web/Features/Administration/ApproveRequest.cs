using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The second administrator agrees: what waited is done now. A link or key that comes of it is shown to this one only.</summary>
public static class ApproveRequest
{
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<Result>, IAnsweredOnce
    {
        public Guid Id { get; init; }
    }

    public sealed record Result(OneTimeLink? Link = null, CreateClient.Result? Client = null, AddReceiver.Result? Receiver = null);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(
        AdministrationDbContext db,
        CurrentActor actor,
        SecondAdministrator second,
        InvitationCodes codes,
        TimeProvider clock,
        IRequestHandler<CreateAccount.Command, OneTimeLink?> createAccount,
        IRequestHandler<ChangeAccount.Command, bool> changeAccount,
        IRequestHandler<ResetAccount.Command, OneTimeLink?> resetAccount,
        IRequestHandler<CreateClient.Command, CreateClient.Result?> createClient,
        IRequestHandler<AddReceiver.Command, AddReceiver.Result?> addReceiver
    ) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            // Passkeys have a page of their own.
            var request =
                await db
                    .AccountRequests.Where(AccountRequest.WaitsAt(now))
                    .SingleOrDefaultAsync(r => r.Id == command.Id && r.Kind != AccountRequestKind.PasskeyReset, cancellationToken)
                ?? throw new NotFoundException();
            if (actor.AccountId is not { } administrator || !request.MayBeApprovedBy(administrator))
            {
                throw new RuleViolationException("Account.Request.NeedsSecondPerson");
            }

            request.Approve(administrator, now);
            second.Agrees();
            switch (request.Kind)
            {
                case AccountRequestKind.CreateAccount:
                    return new(
                        Link: await WithCode(
                            request,
                            await createAccount.Handle(Waiting<CreateAccount.Command>(request), cancellationToken)
                        )
                    );
                case AccountRequestKind.ResetAccount:
                    return new(
                        Link: await WithCode(request, await resetAccount.Handle(Waiting<ResetAccount.Command>(request), cancellationToken))
                    );
                case AccountRequestKind.CreateClient:
                    return new(Client: await createClient.Handle(Waiting<CreateClient.Command>(request), cancellationToken));
                case AccountRequestKind.AddReceiver:
                    return new(Receiver: await addReceiver.Handle(Waiting<AddReceiver.Command>(request), cancellationToken));
                default:
                    await changeAccount.Handle(Waiting<ChangeAccount.Command>(request), cancellationToken);
                    return new();
            }
        }

        private async Task<OneTimeLink?> WithCode(AccountRequest request, OneTimeLink? link)
        {
            if (link is null)
            {
                return null;
            }

            codes.Give(request, link.AccountId);
            return link with
            {
                CodeWith = await db.Users.Where(a => a.Id == request.RequestedBy).Select(a => a.Email).SingleOrDefaultAsync() ?? "",
            };
        }

        private static TCommand Waiting<TCommand>(AccountRequest request) =>
            JsonSerializer.Deserialize<TCommand>(request.Content, Json.Options)!;
    }
}
