using CaseRegistry.Web.Resources;
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
        var list = new TagBuilder("ul");
        var errors = state.SelectMany(entry =>
            FieldErrors.In(entry.Value, texts).Select(text => (Field: FieldErrors.FieldOf(entry.Key), Text: text))
        );
        foreach (var (field, text) in errors.Distinct().OrderBy(error => Place(error.Field)))
            list.InnerHtml.AppendHtml(Item(field, text));
        var content = new TagBuilder("div") { Attributes = { ["class"] = "utrecht-alert__content" } };
        content.InnerHtml.AppendHtml(title).AppendHtml(list);
        output.Content.SetHtmlContent(content);
    }

    /// <summary>A form asks in the order of its model; ModelState has no order.</summary>
    private int Place(string field)
    {
        var first = field.Split('.', '[')[0];
        var index = ViewContext
            .ViewData.ModelMetadata.Properties.ToList()
            .FindIndex(p => first.Equals(p.PropertyName, StringComparison.OrdinalIgnoreCase));
        return index < 0 && first.Length > 0 ? int.MaxValue : index;
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
