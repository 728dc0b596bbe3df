using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using CaseRegistry.Web.Infrastructure.Webhooks;
using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>What the web application and the commands have in common, and what only the web needs.</summary>
internal static class CaseRegistryServices
{
    private const string ByPath = "ByPath";

    public static IServiceCollection AddRegister(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();
        services.AddRegistryDatabase();
        services.AddRequestPipeline();
        services.AddTwoLanguages();
        services.AddSingleton<IKeyProvider>(provider =>
            provider.GetRequiredService<IConfiguration>() is var configuration && CertificateKeys.AreConfigured(configuration)
                ? new CertificateKeys(configuration)
                : new KeyFile(configuration)
        );
        services.AddSingleton<MasterKeys>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KeyPool>();
        services.AddSingleton<SweepKeys>();
        services.AddSingleton<KeyAges>();
        services.AddSingleton(provider => new KeyRing(provider.GetRequiredService<KeyStore>()));
        services.AddSingleton<AnchorKey>();
        services.AddSingleton<ReleaseKey>();
        services.AddSingleton<IAnchorSink, AnchorFile>();
        services.AddSingleton<AnchorAudit>();
        services.AddSingleton<Backups>();
        services.AddScoped(provider => new CaseKeys(
            provider.GetRequiredService<RegistryDbContext>(),
            provider.GetRequiredService<KeyStore>(),
            provider.GetRequiredService<KeyPool>()
        ));
        services.AddSingleton<CodeListCache>();
        services.AddSingleton<CodeLists>();
        services.AddOptions<WebhookSettings>().BindConfiguration("Webhooks");
        services.AddScoped<Outbox>();
        services.AddScoped<Installation>();
        services.AddScoped<IdentifyActor>();
        services.AddScoped<Features.Administration.SecondAdministrator>();
        services.AddOptions<SessionSettings>().BindConfiguration("Sessions");
        services.AddScoped<CurrentSession>();
        services.AddScoped<Devices>();
        services.AddScoped<Guesses>();
        services.AddScoped<Arrivals>();
        services.AddScoped<InvitationCookie>();
        services.AddScoped<InvitationLinks>();
        services.AddScoped<InvitationCodes>();
        services.AddOptions<Features.Reconciliation.ReconciliationSettings>().BindConfiguration("Reconciliation");
        services.AddOptions<Features.Signals.ImportLimits>().BindConfiguration("Imports");
        services.Configure<PasswordHasherOptions>(IdentitySettings.Apply);
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = IdentitySettings.LinkLifetime);
        services.AddOptions<IdentityPasskeyOptions>().Configure<IConfiguration, IHostEnvironment>(PasskeySettings.Apply);
        services.AddDataProtection().SetApplicationName("CaseRegistry");
        services.AddSingleton<ProtectionKeys>();
        services
            .AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<ProtectionKeys, KeyRing>(
                (options, keys, ring) => (options.XmlRepository, options.XmlEncryptor) = (keys, new ProtectXml(ring))
            );
        services
            .AddIdentityCore<Account>(IdentitySettings.Apply)
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<AdministrationDbContext>()
            .AddUserStore<AccountStore>()
            .AddUserManager<AccountManager>()
            .AddPasswordValidator<PasswordStrength>()
            .AddErrorDescriber<IdentityErrors>()
            .AddSignInManager<AccountSignIn>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<OneTimeCodes>(TokenOptions.DefaultAuthenticatorProvider);
        return services;
    }

    public static IServiceCollection AddWeb(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        var providers = IdentityProviders.From(configuration);
        services.AddSingleton(providers);
        services.AddRateLimits();
        services.AddSingleton<SecurityHeaders>();
        services.AddScoped<LogRefusals>();
        services.AddScoped<Navigation>();
        // First in, last out: what the others write when they stop is sealed and anchored too.
        services.AddHostedService(provider => provider.GetRequiredService<AnchorAudit>());
        services.AddHostedService(provider => provider.GetRequiredService<SealAuditRows>());
        services.AddHostedService<HourlySweep>();
        services.AddSingleton<Features.Signals.RunImports>();
        services.AddHostedService(provider => provider.GetRequiredService<Features.Signals.RunImports>());
        services.AddSingleton<OnlyReceivers>();
        services.AddSingleton<DeliverWebhooks>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliverWebhooks>());
        services.AddSingleton<RequireSecondFactor>();
        services
            .AddControllersWithViews(options =>
            {
                // Required or not is the validator's to say, in Dutch.
                options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                options.Filters.Add<RefusalsFilter>();
                options.Filters.Add<OnlyFromTheForm>();
            })
            .AddJsonOptions(options => Json.Configure(options.JsonSerializerOptions))
            .ConfigureApiBehaviorOptions(options =>
            {
                options.InvalidModelStateResponseFactory = ApiRefusalsAttribute.Unreadable;
                options.SuppressMapClientErrors = true;
            });
        services
            .AddOptions<MvcOptions>()
            .Configure<IStringLocalizer<Texts>>((options, text) => Localization.UseDutchBinding(options, text));
        services.Configure<Microsoft.AspNetCore.Mvc.Razor.RazorViewEngineOptions>(options =>
        {
            options.ViewLocationFormats.Clear();
            options.ViewLocationFormats.Add("/Features/{1}/{0}.cshtml");
            options.ViewLocationFormats.Add("/Features/Shared/{0}.cshtml");
        });
        services.AddApiDescription();
        var authentication = services
            .AddAuthentication(options =>
            {
                options.DefaultScheme = IdentityConstants.ApplicationScheme;
                options.DefaultAuthenticateScheme = ByPath;
            })
            // Who acts is found out before authorization: by key on the API, by cookie on the pages, never by the other.
            .AddPolicyScheme(
                ByPath,
                null,
                options =>
                    options.ForwardDefaultSelector = http =>
                        http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
                            ? ApiKeyAuthentication.Scheme
                            : IdentityConstants.ApplicationScheme
            )
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null);
        authentication.AddIdentityCookies();
        foreach (var provider in providers.All)
        {
            SingleSignOn.Add(authentication, provider, isDevelopment);
        }

        services.AddSingleton<SessionStore>();
        services.AddScoped<Factors>();
        services.AddScoped<KeptForms>();
        services.AddScoped<PasskeyTouches>();
        services.ConfigureApplicationCookie(options =>
        {
            IdentitySettings.ApplyCookie(options, isDevelopment, "session");
            options.Events.OnRedirectToLogin = KeptForms.RedirectToSignIn;
            // Every request looks at the stamp (IdentifyActor). Identity's own look, each half hour, makes the person anew: without
            // the factors that were shown, and under a new key, which shuts out whatever else that browser asked at that moment.
            options.Events.OnValidatePrincipal = _ => Task.CompletedTask;
        });
        services
            .AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .PostConfigure<SessionStore, IHttpContextAccessor, IOptions<SessionSettings>>(
                (options, store, http, settings) =>
                {
                    options.SessionStore = store;
                    options.TicketDataFormat = new SessionKeyFormat(options.TicketDataFormat, http);
                    options.ExpireTimeSpan = settings.Value.Longest;
                }
            );
        services.Configure<CookieAuthenticationOptions>(
            IdentityConstants.TwoFactorUserIdScheme,
            options =>
            {
                IdentitySettings.ApplyCookie(options, isDevelopment, "second-factor");
                options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
            }
        );
        services.Configure<CookieAuthenticationOptions>(
            IdentityConstants.ExternalScheme,
            options =>
            {
                IdentitySettings.ApplyCookie(options, isDevelopment, "single-sign-on");
                options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
            }
        );
        services.Configure<CookieTempDataProviderOptions>(options =>
        {
            options.Cookie.Name = isDevelopment ? "notice" : "__Host-notice";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = isDevelopment ? "antiforgery" : "__Host-antiforgery";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
        services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme).RequireAuthenticatedUser().Build());
        return services;
    }
}
