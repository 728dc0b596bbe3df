using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>Something that looks like a button: kind is primary, secondary, subtle or danger.</summary>
public abstract class ButtonTagHelper : TagHelper
{
    public virtual string Kind { get; set; } = "primary";

    protected void Dress(TagHelperOutput output, string tagName, string extra)
    {
        output.TagName = tagName;
        output.TagMode = TagMode.StartTagAndEndTag;
        var kind =
            Kind == "danger"
                ? "utrecht-button--primary-action utrecht-button--danger"
                : $"utrecht-button--{Kind switch { "subtle" => "subtle", "secondary" => "secondary-action", _ => "primary-action" }}";
        output.Attributes.SetAttribute("class", $"utrecht-button {kind} {extra} {output.Attributes["class"]?.Value}".Trim());
    }
}

/// <summary>Sends the form. Name, value, formaction and the like pass through.</summary>
[HtmlTargetElement("submit-button")]
public sealed class SubmitButtonTagHelper(IStringLocalizer<Texts> text) : ButtonTagHelper
{
    /// <summary>The answer can take long: says so once it was pressed (site.js).</summary>
    public bool Slow { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Dress(output, "button", "utrecht-button--submit");
        output.Attributes.SetAttribute("type", "submit");
        if (Slow)
        {
            var busy = new TagBuilder("p");
            busy.Attributes["class"] = "app-busy";
            busy.Attributes["role"] = "status";
            busy.Attributes["data-busy"] = text["Working on it. This can take some minutes; leave this page open."];
            output.PostElement.AppendHtml(busy);
        }
    }
}

/// <summary>Goes to another page.</summary>
[HtmlTargetElement("link-button", Attributes = "href")]
public sealed class LinkButtonTagHelper : ButtonTagHelper
{
    public string Href { get; set; } = "";

    public override string Kind { get; set; } = "secondary";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Dress(output, "a", "utrecht-button-link");
        output.Attributes.SetAttribute(
            "href",
            Href.StartsWith("~/", StringComparison.Ordinal) ? ViewContext.HttpContext.Request.PathBase + Href[1..] : Href
        );
    }
}
