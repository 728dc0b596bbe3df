using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>Rows that answer one question together: a legend, a hint and the errors of the list, around its rows.</summary>
[HtmlTargetElement("field-group", Attributes = "for")]
public sealed class FieldGroupTagHelper(IStringLocalizer<Texts> texts) : FieldTagHelperBase(texts)
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var rows = await output.GetChildContentAsync();
        Process(context, output);
        output.TagName = "fieldset";
        output.Attributes.SetAttribute("id", Id);
        output.Attributes.SetAttribute("tabindex", "-1");
        if (DescribedBy is { } messages)
        {
            output.Attributes.SetAttribute("aria-describedby", messages);
        }

        output.Content.AppendHtml(Tag("legend", "utrecht-form-label", LabelText)).AppendHtml(Messages()).AppendHtml(rows);
    }

    protected override void Block(TagHelperOutput output, IReadOnlyList<TagHelperAttribute> attributes) =>
        AddClass(output, "utrecht-form-field app-field-group", Invalid ? "utrecht-form-field--invalid" : "");
}
