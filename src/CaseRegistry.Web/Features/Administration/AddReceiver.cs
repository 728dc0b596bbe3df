using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Webhooks;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Another system is told of releases from now on. Its secret is shown once, to the second administrator, who agrees.</summary>
public static class AddReceiver
{
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<Result?>, IAnsweredOnce
    {
        public string? Name { get; init; }
        public string? Url { get; init; }
    }

    public sealed record Result(Guid Id, string Name, string Secret);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, IOptions<WebhookSettings> settings)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(WebhookReceiver.NameMaxLength);
            RuleFor(c => c.Url).NotEmpty().MaximumLength(WebhookReceiver.UrlMaxLength);
            RuleFor(c => c.Url)
                .Must(url => PublicAddress.IsAllowed(url, settings.Value.AllowLoopback))
                .When(c => !string.IsNullOrWhiteSpace(c.Url))
                .WithMessage(_ => text["The address begins with https:// and is that of a public server."]);
        }
    }

    internal sealed class Handler(AdministrationDbContext db, SecondAdministrator second, KeyRing keys, TimeProvider clock)
        : IRequestHandler<Command, Result?>
    {
        public async Task<Result?> Handle(Command command, CancellationToken cancellationToken)
        {
            var (name, url) = (command.Name!.Trim(), command.Url!.Trim());
            if (await db.WebhookReceivers.AnyAsync(r => r.Name == name, cancellationToken))
            {
                throw new RuleViolationException("Webhook.Name.Taken");
            }

            if (second.IsAwaited(command, AccountRequestKind.AddReceiver, null, [name, url]))
            {
                return null;
            }

            var receiver = new WebhookReceiver(name, url, clock.GetUtcNow());
            var secret = WebhookSecret.Make();
            receiver.Give(keys.Protect(Encoding.UTF8.GetBytes(secret), WebhookSecret.Purpose(receiver.Id)));
            db.WebhookReceivers.Add(receiver);
            return new(receiver.Id, name, secret);
        }
    }
}
