using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>The key of the authenticator as a picture for the camera of a phone, while it is being set up.</summary>
public static class DrawQrCode
{
    private const int PixelsPerModule = 6;

    [Requires(Permission.SignedIn)]
    [RequiresFresh]
    public sealed record Query : IQuery<string>;

    internal sealed class Handler(UserManager<Account> accounts, CurrentActor actor) : IRequestHandler<Query, string>
    {
        public async Task<string> Handle(Query query, CancellationToken cancellationToken)
        {
            if (
                await accounts.FindByIdAsync(actor.AccountId.ToString()!) is not { TwoFactorEnabled: false } account
                || await accounts.GetAuthenticatorKeyAsync(account) is not { } key
            )
            {
                throw new NotFoundException();
            }

            var address = $"otpauth://totp/CaseRegistry:{Uri.EscapeDataString(account.Email!)}?secret={key}&issuer=CaseRegistry&digits=6";
            using var generator = new QRCodeGenerator();
            using var data = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
            return new SvgQRCode(data).GetGraphic(PixelsPerModule);
        }
    }
}
