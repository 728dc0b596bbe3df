using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace CaseRegistry.IntegrationTests;

/// <summary>What a browser does with pages and forms.</summary>
public static class FormExtensions
{
    private static readonly HtmlParser Parser = new();

    /// <summary>The form behind a one-time link, which is opened first.</summary>
    private const string Invitation = "/account/invitation";

    public static async Task<IHtmlDocument> Page(this HttpClient client, string url) => await (await client.Open(url)).Page();

    private static async Task<HttpResponseMessage> Open(this HttpClient client, string url)
    {
        var response = await client.GetAsync(new Uri(url, UriKind.RelativeOrAbsolute));
        return response.Headers.Location?.OriginalString == Invitation
            ? await client.GetAsync(new Uri(Invitation, UriKind.Relative))
            : response;
    }

    public static async Task<IHtmlDocument> Page(this HttpResponseMessage response) =>
        Parser.ParseDocument(await response.Content.ReadAsStringAsync());

    /// <summary>Opens the page, fills in its form and sends it. What the page filled in already stays, unless a field says otherwise.</summary>
    public static Task<HttpResponseMessage> SubmitForm(this HttpClient client, string url, params (string Name, string Value)[] fields) =>
        client.SubmitForm(url, action: null, fields);

    /// <param name="client">The browser.</param>
    /// <param name="url">The page with the form.</param>
    /// <param name="action">Part of the form's action, where a page has several forms; null for the form of the page itself.</param>
    /// <param name="fields">The answers; the same name several times for several choices.</param>
    public static async Task<HttpResponseMessage> SubmitForm(
        this HttpClient client,
        string url,
        string? action,
        params (string Name, string Value)[] fields
    )
    {
        var response = await client.Open(url);
        if (!response.IsSuccessStatusCode)
        {
            return response;
        }

        return await client.Submit(await response.Page(), url, action, fields);
    }

    /// <summary>Sends a form of a page that is open already.</summary>
    public static Task<HttpResponseMessage> Submit(
        this HttpClient client,
        IHtmlDocument page,
        string url,
        string? action,
        params (string Name, string Value)[] fields
    )
    {
        var forms = page.QuerySelectorAll<IHtmlFormElement>(action is null ? "main form[method=post]" : "form[method=post]")
            .Where(f => action is null || (f.GetAttribute("action") ?? "").Contains(action, StringComparison.Ordinal))
            .ToList();
        Assert.True(forms.Count > 0, $"{url} has no form {action}.");
        var form = forms[0];
        var answers = Filled(form).Where(kept => fields.All(f => f.Name != kept.Key)).ToList();
        answers.AddRange(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        var target = form.GetAttribute("action") is { Length: > 0 } own ? own : url;
        return client.PostAsync(new Uri(target, UriKind.RelativeOrAbsolute), new FormUrlEncodedContent(answers));
    }

    /// <summary>Sends what no form of the page at hand offers, as somebody would who writes the request by hand.</summary>
    public static async Task<HttpResponseMessage> PostForm(this HttpClient client, string url, params (string Name, string Value)[] fields)
    {
        var token = (await client.Page("/account/sessions"))
            .QuerySelector("input[name=__RequestVerificationToken]")!
            .GetAttribute("value")!;
        return await client.PostAsync(
            new Uri(url, UriKind.Relative),
            new FormUrlEncodedContent([
                .. fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)),
            ])
        );
    }

    private static IEnumerable<KeyValuePair<string, string>> Filled(IHtmlFormElement form)
    {
        foreach (var element in form.QuerySelectorAll("input[name], textarea[name], select[name]").Where(e => !e.HasAttribute("disabled")))
        {
            var name = element.GetAttribute("name")!;
            switch (element)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio" } choice when choice.IsChecked:
                    yield return KeyValuePair.Create(name, choice.Value);
                    break;
                case IHtmlInputElement { Type: "checkbox" or "radio" or "submit" or "button" or "file" }:
                    break;
                case IHtmlInputElement input:
                    yield return KeyValuePair.Create(name, input.Value);
                    break;
                case IHtmlTextAreaElement area:
                    yield return KeyValuePair.Create(name, area.Value);
                    break;
                case IHtmlSelectElement select:
                    foreach (var option in select.Options.Where(o => o.IsSelected))
                    {
                        yield return KeyValuePair.Create(name, option.Value);
                    }

                    break;
            }
        }
    }
}
