using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>Pages: asks and submits messages, and turns what the register refuses into the same form again.</summary>
[AutoValidateAntiforgeryToken]
[RequestSizeLimit(MaxBytes)]
public abstract class FeatureController(IMediator mediator) : Controller
{
    /// <summary>Hidden field of every form: sending a form twice does it once.</summary>
    public const string IdempotencyField = "__once";

    private const int MaxOnce = 100;

    /// <summary>Of one form; as much as ASP.NET Core reads of one field.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>A row that changed since the form was opened.</summary>
    public const string StaleKey = "StaleForm";

    /// <summary>What is stored now, for a page that shows it beside what was filled in.</summary>
    public const string StoredKey = "Stored";

    protected IStringLocalizer<Texts> T => HttpContext.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();

    private string? _once;

    private string? SentOnce =>
        Request.HasFormContentType ? Request.Form[IdempotencyField].FirstOrDefault(once => once?.Length is > 0 and <= MaxOnce) : null;

    /// <summary>By which this sending of a form is known afterwards; a form that came without a word for it gets one here.</summary>
    protected string Once => _once ??= SentOnce ?? Guid.NewGuid().ToString("N");

    protected Task<TResult> Ask<TResult>(IRequest<TResult> query) => mediator.Send(query, HttpContext.RequestAborted);

    /// <summary>Shows an empty form, to those who may send it.</summary>
    protected async Task<IActionResult> Blank<TForm>(TForm? form = null)
        where TForm : class, new()
    {
        form ??= new TForm();
        await HttpContext.RequestServices.GetRequiredService<Permissions>().Demand(typeof(TForm));
        HttpContext.RequestServices.GetRequiredService<Freshness>().Demand(form);
        return View(form);
    }

    /// <summary>Sends a form. What the register refuses comes back as errors on the same form.</summary>
    /// <param name="form">The message, as the form filled it.</param>
    /// <param name="then">Where to go when it is done.</param>
    /// <param name="again">The page that shows the form again; by default the view of the action with the message as its model.</param>
    /// <param name="now">What is stored now, where the form was opened on an older version.</param>
    protected async Task<IActionResult> Submit<TResult>(
        IRequest<TResult> form,
        Func<TResult, IActionResult> then,
        Func<Task<IActionResult>>? again = null,
        Func<Task<object>>? now = null
    )
    {
        var actor = HttpContext.RequestServices.GetRequiredService<CurrentActor>();
        try
        {
            if (ModelState.IsValid)
            {
                actor.IdempotencyKey = _once ?? SentOnce;
                var done = await mediator.Send(form, CancellationToken.None);
                await Resumed();
                return then(done);
            }

            // A value that cannot be read is no reason to keep quiet about the rest.
            await HttpContext.RequestServices.GetRequiredService<Permissions>().Demand(form.GetType());
        }
        catch (ValidationException refused)
        {
            foreach (var error in refused.Errors)
            {
                ModelState.AddModelError(error.PropertyName, error.ErrorMessage);
            }
        }
        catch (RuleViolationException refused)
        {
            ModelState.AddModelError(FieldOf(refused.Rule, form), T[refused.Rule]);
        }
        catch (IdempotencyConflictException)
        {
            ModelState.AddModelError("", T["This form was sent before with other content. Check the result before you send it again."]);
        }
        catch (RegisterBusyException)
        {
            ModelState.AddModelError(
                "",
                T["The register is very busy. Nothing was saved and nothing is lost: send the form again in a moment."]
            );
            RefusalsFilter.Busy(Response);
            return again is null ? View(form) : await again();
        }
        catch (DbUpdateConcurrencyException)
        {
            await Resumed();
            ViewData[StaleKey] = true;
            ViewData[StoredKey] = now is null ? null : await now();
            Response.StatusCode = StatusCodes.Status409Conflict;
            var page = again is null ? View(form) : await again();
            ModelState.AddModelError(
                "",
                ViewData[StoredKey] is null
                    ? T["Someone else changed this in the meantime. Look at what is there now and send it again."]
                    : T["Someone else changed this in the meantime. Compare both versions below and save again."]
            );
            return page;
        }

        await Resumed();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return again is null ? View(form) : await again();
    }

    // A form that was kept has come: what is still to be mended in it stands on the page.
    private async Task Resumed()
    {
        if (Request.HasFormContentType && Request.Form.TryGetValue(KeptForms.ResumedField, out var key))
        {
            await HttpContext.RequestServices.GetRequiredService<KeptForms>().Sent(key);
        }
    }

    /// <summary>For a button without a form of its own: there is nothing to show again.</summary>
    protected Task<IActionResult> Refused() => Task.FromResult<IActionResult>(StatusCode(Response.StatusCode));

    /// <summary>Shows a message once, on the next page.</summary>
    protected void Confirm(string text) => TempData["Done"] = T[text].Value;

    // "Case.BirthDate.ContradictsMinorStatus" belongs at the field BirthDate, where the form has it.
    private static string FieldOf(string rule, object form) =>
        rule.Split('.') is [_, var field, ..] && form.GetType().GetProperty(field) is not null ? field : "";
}

/// <summary>What a form or message leaves out does not come from the address it was sent to.</summary>
internal sealed class OnlyFromTheForm : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var method = context.HttpContext.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
        {
            context.ValueProviderFactories.RemoveType<QueryStringValueProviderFactory>();
            context.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context) { }
}

/// <summary>
/// Refusals of messages that a page could not turn into a form: 403 and 404, the same for foreign and absent; where a factor has
/// to be shown first, the page that asks for it.
/// </summary>
public sealed class RefusalsFilter : IAsyncExceptionFilter
{
    public async Task OnExceptionAsync(ExceptionContext context)
    {
        context.Result = context.Exception switch
        {
            PermissionDeniedException => new StatusCodeResult(StatusCodes.Status403Forbidden),
            NotFoundException or Data.Interceptors.ForeignRegionException => new NotFoundResult(),
            // A query that no form of these pages makes.
            ValidationException => new StatusCodeResult(StatusCodes.Status400BadRequest),
            FreshFactorRequiredException => await Confirm(context.HttpContext),
            RegisterBusyException => new StatusCodeResult(StatusCodes.Status503ServiceUnavailable),
            _ => null,
        };
        context.ExceptionHandled = context.Result is not null;
        if (context.Exception is RegisterBusyException)
        {
            Busy(context.HttpContext.Response);
        }
    }

    private static async Task<IActionResult> Confirm(HttpContext http) =>
        http.Request.WantsJson()
            ? new ObjectResult(new { confirm = $"{http.Request.PathBase}{KeptForms.ConfirmPage}" })
            {
                StatusCode = StatusCodes.Status403Forbidden,
            }
            : new LocalRedirectResult(await http.RequestServices.GetRequiredService<KeptForms>().AddressToConfirm(http));

    internal static void Busy(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = RegisterBusyException.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
    }
}
