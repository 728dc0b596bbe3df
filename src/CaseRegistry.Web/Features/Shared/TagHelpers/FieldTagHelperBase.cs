using System.Globalization;
using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>
/// What every question on a form has: a label, a hint, errors and the answer as it was given. Attributes that a helper does not know go to
/// the control itself; class and data-reveal-when go to the block around it.
/// </summary>
public abstract class FieldTagHelperBase(IStringLocalizer<Texts> texts) : TagHelper
{
    private static readonly string[] OfTheBlock = ["class", "data-reveal-when"];

    [HtmlAttributeName("for")]
    public ModelExpression For { get; set; } = null!;

    /// <summary>Name of the control where it is not that of the property, as in the address of a list.</summary>
    [HtmlAttributeName("name")]
    public string? OwnName { get; set; }

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    public bool Optional { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    protected string Name { get; private set; } = "";

    /// <summary>Of the first control of the field: what a link in the error summary points to.</summary>
    protected string Id { get; private set; } = "";

    protected IReadOnlyList<string> Errors { get; private set; } = [];

    protected bool Invalid => Errors.Count > 0;

    public override void Init(TagHelperContext context)
    {
        Name = OwnName ?? ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        Id = FieldErrors.IdOf(Name);
        Errors = FieldErrors.Of(ViewContext.ViewData.ModelState, Name, texts);
        FieldErrors.Asked(ViewContext.HttpContext).Add(Name);
    }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        var own = output.Attributes.Where(a => !OfTheBlock.Contains(a.Name)).ToList();
        own.ForEach(a => output.Attributes.Remove(a));
        Block(output, own);
    }

    /// <summary>Fills the block around the field; <paramref name="attributes"/> are for the control.</summary>
    protected abstract void Block(TagHelperOutput output, IReadOnlyList<TagHelperAttribute> attributes);

    protected static void AddClass(TagHelperOutput output, params string[] classes) =>
        output.Attributes.SetAttribute("class", string.Join(' ', classes.Append(output.Attributes["class"]?.Value.ToString())).Trim());

    protected static TagBuilder Tag(string name, string classes, params object[] content)
    {
        var tag = new TagBuilder(name);
        if (classes.Length > 0)
            tag.Attributes["class"] = classes;
        foreach (var part in content)
        {
            if (part is IHtmlContent html)
                tag.InnerHtml.AppendHtml(html);
            else
                tag.InnerHtml.Append(part.ToString() ?? "");
        }

        return tag;
    }

    /// <summary>Name, id, state and the page's own attributes.</summary>
    protected TagBuilder Control(
        string tagName,
        string component,
        string id,
        IEnumerable<TagHelperAttribute> attributes,
        bool refersToMessages = true
    )
    {
        var control = Tag(tagName, Invalid ? $"{component} {component}--invalid" : component);
        control.Attributes["id"] = id;
        control.Attributes["name"] = Name;
        if (Invalid)
            control.Attributes["aria-invalid"] = "true";
        if (refersToMessages && DescribedBy is { } messages)
            control.Attributes["aria-describedby"] = messages;
        foreach (var attribute in attributes)
            control.Attributes[attribute.Name] =
                attribute.ValueStyle == HtmlAttributeValueStyle.Minimized ? "" : attribute.Value.ToString();
        return control;
    }

    protected string? DescribedBy =>
        (Hint is not null, Invalid) switch
        {
            (true, true) => $"{Id}-hint {Id}-error",
            (true, false) => $"{Id}-hint",
            (false, true) => $"{Id}-error",
            _ => null,
        };

    protected string LabelText => Optional ? $"{Label} {texts["(optional)"]}" : Label;

    protected IHtmlContent Messages()
    {
        var messages = new HtmlContentBuilder();
        if (Hint is not null)
        {
            var hint = Tag("div", "utrecht-form-field-description utrecht-form-field__description", Hint);
            hint.Attributes["id"] = $"{Id}-hint";
            messages.AppendHtml(hint);
        }

        if (Invalid)
        {
            var error = Tag("div", "utrecht-form-field-error-message utrecht-form-field__error-message");
            error.Attributes["id"] = $"{Id}-error";
            foreach (var text in Errors)
                error.InnerHtml.AppendHtml(Tag("p", "", Tag("span", "visually-hidden", texts["Error:"] + " "), text));
            messages.AppendHtml(error);
        }

        return messages;
    }

    /// <summary>The answer as the user gave it, also when it was refused; otherwise that of the model.</summary>
    protected IReadOnlyList<string> Values(string? format = null)
    {
        var given = ViewContext.ViewData.ModelState.GetValueOrDefault(Name)?.RawValue;
        return given switch
        {
            string text => [text],
            string[] { Length: > 0 } texts => texts,
            _ => For.Model switch
            {
                null => [],
                string text => [text],
                System.Collections.IEnumerable several => [.. several.Cast<object>().Select(one => Format(one, null))],
                var one => [Format(one, format)],
            },
        };
    }

    protected string? Value(string? format = null) => Values(format) is [var first, ..] ? first : null;

    private static string Format(object value, string? format) =>
        value switch
        {
            bool yes => yes ? "true" : "false",
            Enum one => one.ToString(),
            IFormattable one => one.ToString(format, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}

/// <summary>Where an error belongs and what it says: the same for the field and for the summary.</summary>
internal static class FieldErrors
{
    private static readonly object AskedKey = new();

    /// <summary>The fields of the page in the order in which it asks them, as far as it has been rendered.</summary>
    public static List<string> Asked(HttpContext http)
    {
        if (http.Items[AskedKey] is not List<string> asked)
        {
            http.Items[AskedKey] = asked = [];
        }

        return asked;
    }

    public static string IdOf(string name) => TagBuilder.CreateSanitizedId(name, "_") ?? "";

    /// <summary>The field of a key: an error in an answer of a list (Means[2]) is one of the list.</summary>
    public static string FieldOf(string key) => key.EndsWith(']') ? key[..key.LastIndexOf('[')] : key;

    public static IReadOnlyList<string> Of(ModelStateDictionary state, string name, IStringLocalizer<Texts> texts) =>
        [
            .. state
                .Where(entry => FieldOf(entry.Key).Equals(name, StringComparison.OrdinalIgnoreCase))
                .SelectMany(entry => In(entry.Value, texts))
                .Distinct(),
        ];

    public static IEnumerable<string> In(ModelStateEntry? entry, IStringLocalizer<Texts> texts) =>
        entry?.Errors.Select(error => error.ErrorMessage.Length > 0 ? error.ErrorMessage : texts["This answer is not valid."].Value) ?? [];
}
