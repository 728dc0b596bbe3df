using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Localization;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Dutch or English, kept in a cookie that says nothing else.</summary>
public static class ChooseLanguage
{
    [Requires(Permission.Anyone)]
    public sealed record Command : IRequest<Unit>
    {
        public string? Culture { get; init; }
        public string? ReturnUrl { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Culture).NotEmpty().MaximumLength(5);
    }

    internal sealed class Handler(IHttpContextAccessor http, IHostEnvironment environment) : IRequestHandler<Command, Unit>
    {
        public Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var culture = command.Culture!.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? Localization.English : Localization.Dutch;
            http.HttpContext!.Response.Cookies.Append(
                Localization.CookieName(environment),
                CookieRequestCultureProvider.MakeCookieValue(new(culture)),
                new CookieOptions
                {
                    HttpOnly = true,
                    IsEssential = true,
                    MaxAge = TimeSpan.FromDays(365),
                    SameSite = SameSiteMode.Strict,
                    Secure = !environment.IsDevelopment(),
                }
            );
            return Unit.Task;
        }
    }
}
