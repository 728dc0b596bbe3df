using System.Globalization;
using CaseRegistry.Web.Resources;
using FluentValidation;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>Dutch first, English second; chosen by cookie, for the API by Accept-Language.</summary>
internal static class Localization
{
    public static readonly CultureInfo Dutch = new("nl-NL");
    public static readonly CultureInfo English = new("en-GB");

    /// <summary>The language in which whoever asks now reads: <c>nl</c> or <c>en</c>.</summary>
    public static string Language => Of(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName).TwoLetterISOLanguageName;

    /// <summary>English for <c>en</c>, Dutch for everything else.</summary>
    public static CultureInfo Of(string language) => language == English.TwoLetterISOLanguageName ? English : Dutch;

    /// <summary>The prefix __Host- needs https, which only a development machine may do without.</summary>
    public static string CookieName(IHostEnvironment environment) => environment.IsDevelopment() ? "language" : "__Host-language";

    public static IServiceCollection AddTwoLanguages(this IServiceCollection services)
    {
        services.AddLocalization();
        services
            .AddOptions<RequestLocalizationOptions>()
            .Configure<IHostEnvironment>(
                (options, environment) =>
                {
                    options.DefaultRequestCulture = new(Dutch);
                    options.SupportedCultures = [Dutch, English];
                    options.SupportedUICultures = [Dutch, English];
                    options.RequestCultureProviders =
                    [
                        new CookieRequestCultureProvider { CookieName = CookieName(environment) },
                        new CustomRequestCultureProvider(http =>
                            Task.FromResult(
                                http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
                                && http.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase)
                                    ? new ProviderCultureResult(English.Name)
                                    : null
                            )
                        ),
                    ];
                }
            );
        return services;
    }

    /// <summary>FluentValidation has its own Dutch; the names of the fields are ours.</summary>
    public static void UseFieldNames(IServiceProvider services)
    {
        var text = services.GetRequiredService<IStringLocalizer<Texts>>();
        ValidatorOptions.Global.DisplayNameResolver = (_, member, _) =>
            member is null ? null
            : text[$"Field.{member.Name}"] is { ResourceNotFound: false } label ? label.Value
            : null;
    }

    /// <summary>What MVC itself says about a value it cannot read.</summary>
    public static void UseDutchBinding(MvcOptions options, IStringLocalizer text)
    {
        var messages = options.ModelBindingMessageProvider;
        messages.SetAttemptedValueIsInvalidAccessor((value, _) => text["The value '{0}' is not valid here.", value]);
        messages.SetNonPropertyAttemptedValueIsInvalidAccessor(value => text["The value '{0}' is not valid here.", value]);
        messages.SetValueIsInvalidAccessor(value => text["The value '{0}' is not valid here.", value]);
        messages.SetValueMustNotBeNullAccessor(_ => text["This field must be filled in."]);
        messages.SetUnknownValueIsInvalidAccessor(_ => text["This value cannot be read."]);
        messages.SetNonPropertyUnknownValueIsInvalidAccessor(() => text["This value cannot be read."]);
        messages.SetValueMustBeANumberAccessor(_ => text["This is not a number."]);
        messages.SetNonPropertyValueMustBeANumberAccessor(() => text["This is not a number."]);
        messages.SetMissingBindRequiredValueAccessor(_ => text["This field must be filled in."]);
        messages.SetMissingKeyOrValueAccessor(() => text["This field must be filled in."]);
        messages.SetMissingRequestBodyRequiredValueAccessor(() => text["This field must be filled in."]);
    }
}
