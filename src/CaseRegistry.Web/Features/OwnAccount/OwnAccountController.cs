using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Signing in and out, and what people do with their own account.</summary>
[Route("account")]
public sealed class OwnAccountController(IMediator mediator) : FeatureController(mediator)
{
    private InvitationCookie Link => HttpContext.RequestServices.GetRequiredService<InvitationCookie>();

    private const int LogoutTokenLimit = 32_768;

    [AllowAnonymous, HttpGet("sign-in")]
    public Task<IActionResult> SignIn(string? returnUrl) => Blank(new SignIn.Command { ReturnUrl = returnUrl });

    [AllowAnonymous, HttpPost("sign-in"), Limited(RateLimit.SignIn)]
    public Task<IActionResult> SignIn(SignIn.Command command) =>
        Submit(
            command,
            then: outcome =>
                outcome == OwnAccount.SignIn.Outcome.SignedIn
                    ? Local(command.ReturnUrl)
                    : RedirectToAction(nameof(SecondFactor), new { command.ReturnUrl })
        );

    [AllowAnonymous, HttpGet("second-factor")]
    public Task<IActionResult> SecondFactor(string? returnUrl) => Blank(new SecondFactor.Command { ReturnUrl = returnUrl });

    [AllowAnonymous, HttpPost("second-factor"), Limited(RateLimit.SecondFactor)]
    public Task<IActionResult> SecondFactor(SecondFactor.Command command) => Submit(command, then: _ => Local(command.ReturnUrl));

    [AllowAnonymous, HttpGet("sign-in/{provider}")]
    public Task<IActionResult> StartSingleSignOn(string provider, string? returnUrl, bool confirm) =>
        Start(new(provider, returnUrl, confirm), () => View(nameof(SignIn), new SignIn.Command { ReturnUrl = returnUrl }));

    /// <summary>From here the browser comes from this site: only then does it send the cookies of this site.</summary>
    [AllowAnonymous, HttpGet("sign-in/{provider}/return")]
    public IActionResult ReturnFromProvider(string provider) => View("ReturnFromProvider", provider);

    [AllowAnonymous, HttpGet("sign-in/{provider}/complete")]
    public Task<IActionResult> SignInWithProvider(SignInWithProvider.Command command) =>
        Submit(command, then: Local, again: () => Task.FromResult<IActionResult>(View(nameof(SignIn), new SignIn.Command())));

    /// <summary>The provider calls this itself: its signature takes the place of cookie and form.</summary>
    [AllowAnonymous, IgnoreAntiforgeryToken, HttpPost("sign-out/{provider}"), RequestSizeLimit(LogoutTokenLimit)]
    public async Task<IActionResult> EndProviderSessions(string provider, [FromForm(Name = "logout_token")] string? token)
    {
        try
        {
            return await Ask(new EndProviderSessions.Command { Provider = provider, LogoutToken = token }) ? Ok() : BadRequest();
        }
        catch (FluentValidation.ValidationException)
        {
            return BadRequest();
        }
    }

    [AllowAnonymous, HttpGet("confirm")]
    public async Task<IActionResult> ConfirmSession(string? returnUrl) =>
        await Ask(new ViewConfirmation.Query(returnUrl)) is { } asked ? View(asked) : RedirectToAction(nameof(SignIn), new { returnUrl });

    [AllowAnonymous, HttpPost("confirm"), Limited(RateLimit.SecondFactor)]
    public Task<IActionResult> ConfirmSession(ConfirmSession.Command command) =>
        Submit(command, then: _ => Local(command.ReturnUrl), again: () => ConfirmSession(command.ReturnUrl));

    [HttpGet("resume")]
    public async Task<IActionResult> ResumeForm() => await Ask(new ResumeForm.Query()) is { } form ? View(form) : NotFound();

    [AllowAnonymous, NoActivity, HttpGet("session")]
    public async Task<IActionResult> ViewSession() => Ok(await Ask(new ViewSession.Query()));

    [HttpPost("session/extend")]
    public async Task<IActionResult> ExtendSession(ExtendSession.Command command) => Ok(await Ask(command));

    [HttpPost("sign-out")]
    public Task<IActionResult> SignOut(SignOut.Command command) => Submit(command, then: _ => RedirectToAction(nameof(SignIn)));

    /// <summary>The link itself only leaves its token in a cookie: from here on it is in no address.</summary>
    [AllowAnonymous, HttpGet("invitation"), Limited(RateLimit.Invitation)]
    public async Task<IActionResult> AcceptInvitation(Guid? account, string? token)
    {
        if (account is { } id)
        {
            // What is not of this form is no token, and would break up the cookie.
            Link.Keep(new(id, token?.Contains(' ', StringComparison.Ordinal) is false ? token : "none"));
            return RedirectToAction(nameof(AcceptInvitation), new { account = (Guid?)null });
        }

        var link = Link.Read();
        return await Ask(new ViewInvitation.Query(link?.Account ?? default, link?.Token, link?.Code)) switch
        {
            ViewInvitation.Result.Open => View(new AcceptInvitation.Command()),
            ViewInvitation.Result.AsksCode => View(nameof(ShowInvitationCode), new ShowInvitationCode.Command()),
            _ => View((AcceptInvitation.Command?)null),
        };
    }

    [AllowAnonymous, HttpPost("invitation"), Limited(RateLimit.Invitation)]
    public Task<IActionResult> AcceptInvitation(AcceptInvitation.Command command)
    {
        var link = Link.Read();
        return Submit(
            command with
            {
                Account = link?.Account ?? default,
                Token = link?.Token,
                Code = link?.Code,
            },
            then: signedIn => RedirectToAction(signedIn ? nameof(EnableAuthenticator) : nameof(SignIn))
        );
    }

    [AllowAnonymous, HttpPost("invitation/code"), Limited(RateLimit.Invitation)]
    public Task<IActionResult> ShowInvitationCode(ShowInvitationCode.Command command) =>
        Submit(command, then: _ => RedirectToAction(nameof(AcceptInvitation)));

    [AllowAnonymous, HttpGet("invitation/{provider}")]
    public Task<IActionResult> AcceptWithProvider(string provider)
    {
        var link = Link.Read();
        return Start(
            new(provider, Account: link?.Account ?? Guid.Empty, Token: link?.Token ?? "", Code: link?.Code),
            () => View(nameof(AcceptInvitation), new AcceptInvitation.Command())
        );
    }

    [HttpGet("authenticator")]
    public async Task<IActionResult> EnableAuthenticator() => View(await Ask(new ViewAuthenticator.Query()));

    [HttpGet("authenticator/qr")]
    public async Task<IActionResult> DrawQrCode() => Content(await Ask(new DrawQrCode.Query()), "image/svg+xml");

    [HttpPost("authenticator")]
    public Task<IActionResult> EnableAuthenticator(EnableAuthenticator.Command command) =>
        Submit(command, then: codes => View("RecoveryCodes", codes), again: async () => View(await Ask(new ViewAuthenticator.Query())));

    [HttpGet("password")]
    public Task<IActionResult> ChangePassword() => Blank<ChangePassword.Command>();

    [HttpPost("password")]
    public Task<IActionResult> ChangePassword(ChangePassword.Command command)
    {
        return Submit(
            command,
            then: _ =>
            {
                Confirm("Your password has been changed.");
                return Local(null);
            }
        );
    }

    [AllowAnonymous, HttpPost("sign-in/passkey/request"), Limited(RateLimit.Passkey)]
    public async Task<IActionResult> RequestPasskey() => Json(await Ask(new RequestPasskey.Query()));

    [AllowAnonymous, HttpPost("sign-in/passkey"), Limited(RateLimit.Passkey)]
    public Task<IActionResult> SignInWithPasskey(SignInWithPasskey.Command command) =>
        Submit(
            command,
            then: _ => Local(command.ReturnUrl),
            again: () => Task.FromResult<IActionResult>(View(nameof(SignIn), new SignIn.Command { ReturnUrl = command.ReturnUrl }))
        );

    [HttpGet("passkeys")]
    public async Task<IActionResult> ListPasskeys() => View(await Ask(new ListPasskeys.Query()));

    [HttpPost("passkeys/offer")]
    public async Task<IActionResult> OfferPasskey() => Json(await Ask(new OfferPasskey.Query()));

    [HttpPost("passkeys")]
    public Task<IActionResult> AddPasskey(AddPasskey.Command command) => Passkeys(command, "The passkey has been added.");

    [HttpPost("passkeys/{id}/rename")]
    public Task<IActionResult> RenamePasskey(RenamePasskey.Command command) => Passkeys(command, "The change has been saved.");

    [HttpPost("passkeys/{id}/remove")]
    public Task<IActionResult> RemovePasskey(RemovePasskey.Command command) => Passkeys(command, "The passkey has been removed.");

    [HttpGet("sessions")]
    public async Task<IActionResult> ListSessions() => View(await Ask(new ListSessions.Query()));

    [HttpPost("sessions/{id:guid}/end")]
    public Task<IActionResult> EndSession(Guid id) => End(new(id));

    [HttpPost("sessions/end-others")]
    public Task<IActionResult> EndOtherSessions() => End(new(null));

    [HttpPost("notices/dismiss")]
    public Task<IActionResult> DismissNotices(DismissNotices.Command command) => Submit(command, then: _ => Local(null), again: Refused);

    [AllowAnonymous, HttpGet("denied")]
    public IActionResult Denied() => StatusCode(StatusCodes.Status403Forbidden);

    [AllowAnonymous, HttpPost("/language")]
    public Task<IActionResult> ChooseLanguage(ChooseLanguage.Command command) => Submit(command, then: _ => Local(command.ReturnUrl));

    private Task<IActionResult> Start(StartSingleSignOn.Query query, Func<IActionResult> again) =>
        Submit(query, then: start => Challenge(start.Properties, start.Scheme), again: () => Task.FromResult(again()));

    private Task<IActionResult> End(EndSessions.Command command) =>
        Submit(
            command,
            then: _ =>
            {
                Confirm("The session has ended.");
                return RedirectToAction(nameof(ListSessions));
            },
            again: Refused
        );

    private Task<IActionResult> Passkeys(IRequest<Unit> command, string done) =>
        Submit(
            command,
            then: _ =>
            {
                TempData["Done"] = T[done].Value;
                return RedirectToAction(nameof(ListPasskeys));
            },
            again: async () => View(nameof(ListPasskeys), await Ask(new ListPasskeys.Query()))
        );

    // Identity writes the JSON of the ceremony itself.
    private new ContentResult Json(object json) => Content((string)json, "application/json");

    // Never to another site: a link to the sign-in page could send people anywhere.
    private LocalRedirectResult Local(string? url) => LocalRedirect(Url.IsLocalUrl(url) ? url : "~/");
}
