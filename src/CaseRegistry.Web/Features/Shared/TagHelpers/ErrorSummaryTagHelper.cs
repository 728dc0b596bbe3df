using System.Text.Encodings.Web;
using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>All errors of the form with links to their fields. Gets the focus, also without JavaScript.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper(IStringLocalizer<Texts> texts) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var state = ViewContext.ViewData.ModelState;
        if (state.IsValid)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "utrecht-alert utrecht-alert--error app-error-summary");
        output.Attributes.SetAttribute("role", "group");
        output.Attributes.SetAttribute("aria-labelledby", "error-summary-title");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("autofocus", "autofocus");
        output.Attributes.SetAttribute("data-error-summary", "");

        var title = new TagBuilder("h2") { Attributes = { ["id"] = "error-summary-title", ["class"] = "utrecht-heading-3" } };
        title.InnerHtml.Append(texts["Something is not right"]);
        var content = new TagBuilder("div") { Attributes = { ["class"] = "utrecht-alert__content" } };
        content.InnerHtml.AppendHtml(title).AppendHtml(new InOrderOfThePage(ViewContext.HttpContext, [.. Errors(state)], Item));
        output.Content.SetHtmlContent(content);
    }

    private IEnumerable<(string Field, string Text)> Errors(ModelStateDictionary state) =>
        state.SelectMany(entry => FieldErrors.In(entry.Value, texts).Select(text => (FieldErrors.FieldOf(entry.Key), text))).Distinct();

    /// <summary>
    /// The list is written when the page is sent, after its last field: only then it is known where each is asked.
    /// What is about no field comes first.
    /// </summary>
    private sealed class InOrderOfThePage(
        HttpContext http,
        IReadOnlyList<(string Field, string Text)> errors,
        Func<string, string, IHtmlContent> item
    ) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            var asked = FieldErrors.Asked(http);
            var list = new TagBuilder("ul");
            foreach (var (field, text) in errors.OrderBy(e => Place(e.Field, asked)))
            {
                list.InnerHtml.AppendHtml(item(field, text));
            }

            list.WriteTo(writer, encoder);
        }

        private static int Place(string field, List<string> asked) =>
            field.Length == 0 ? -1
            : asked.FindIndex(name => name.Equals(field, StringComparison.OrdinalIgnoreCase)) is >= 0 and var place ? place
            : int.MaxValue;
    }

    private static TagBuilder Item(string field, string text)
    {
        var item = new TagBuilder("li");
        if (field.Length == 0)
        {
            item.InnerHtml.Append(text);
            return item;
        }

        var link = new TagBuilder("a")
        {
            Attributes = { ["class"] = "utrecht-link utrecht-link--html-a", ["href"] = $"#{FieldErrors.IdOf(field)}" },
        };
        link.InnerHtml.Append(text);
        item.InnerHtml.AppendHtml(link);
        return item;
    }
}
