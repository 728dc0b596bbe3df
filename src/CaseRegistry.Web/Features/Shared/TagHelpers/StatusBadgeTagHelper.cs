using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>A state in a word: kind is info, success, warning, danger or neutral. The text says it; the colour only helps.</summary>
[HtmlTargetElement("status-badge")]
public sealed class StatusBadgeTagHelper : TagHelper
{
    public string Kind { get; set; } = "neutral";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute(
            "class",
            $"utrecht-status-badge app-badge app-badge--{Kind} {output.Attributes["class"]?.Value}".Trim()
        );
    }
}
