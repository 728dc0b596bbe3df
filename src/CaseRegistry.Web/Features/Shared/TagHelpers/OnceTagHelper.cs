using CaseRegistry.Web.Infrastructure;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>Every form that writes carries a number of its own, so that sending it twice does it once.</summary>
[HtmlTargetElement("form", Attributes = "method")]
public sealed class OnceTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!"post".Equals(context.AllAttributes["method"]?.Value.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var once = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        once.Attributes["type"] = "hidden";
        once.Attributes["name"] = FeatureController.IdempotencyField;
        once.Attributes["value"] = Guid.CreateVersion7().ToString("N");
        output.PostContent.AppendHtml(once);
    }
}
