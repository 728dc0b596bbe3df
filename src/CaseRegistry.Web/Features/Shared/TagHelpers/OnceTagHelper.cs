using CaseRegistry.Web.Infrastructure;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>Every form that writes carries a number of its own, so that sending it twice does it once, and the token against forgery.</summary>
[HtmlTargetElement("form", Attributes = "method")]
public sealed class OnceTagHelper(IAntiforgery antiforgery) : TagHelper
{
    /// <summary>After MVC's own helper, which adds no token to a form with an action.</summary>
    public override int Order => 1000;

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!"post".Equals(context.AllAttributes["method"]?.Value.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var tokens = antiforgery.GetAndStoreTokens(ViewContext.HttpContext);
        if (!output.PostContent.GetContent().Contains(tokens.FormFieldName, StringComparison.Ordinal))
        {
            output.PostContent.AppendHtml(Hidden(tokens.FormFieldName, tokens.RequestToken!));
        }

        output.PostContent.AppendHtml(Hidden(FeatureController.IdempotencyField, Guid.CreateVersion7().ToString("N")));
    }

    private static TagBuilder Hidden(string name, string value)
    {
        var hidden = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        hidden.Attributes["type"] = "hidden";
        hidden.Attributes["name"] = name;
        hidden.Attributes["value"] = value;
        return hidden;
    }
}
