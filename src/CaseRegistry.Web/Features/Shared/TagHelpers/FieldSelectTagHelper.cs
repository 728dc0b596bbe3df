using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>One choice, or several for a list, from a long list. The name of an option's group becomes data-parent (narrow.js).</summary>
[HtmlTargetElement("field-select", Attributes = "for,options")]
public sealed class FieldSelectTagHelper(IStringLocalizer<Texts> texts) : FieldTagHelperBase(texts)
{
    public IEnumerable<SelectListItem> Options { get; set; } = [];

    /// <summary>The text of the choice that is none.</summary>
    public string? Empty { get; set; }

    public string? Width { get; set; }

    protected override void Block(TagHelperOutput output, IReadOnlyList<TagHelperAttribute> attributes)
    {
        var control = Control("select", "utrecht-select", Id, attributes);
        control.AddCssClass("utrecht-select--html-select");
        if (Width is not null)
            control.AddCssClass($"app-width-{Width}");
        if (For.Metadata.IsEnumerableType)
            control.Attributes["multiple"] = "multiple";
        if (Empty is not null)
            control.InnerHtml.AppendHtml(Option(new SelectListItem(Empty, ""), chosen: false));
        var options = Options.ToList();
        var values = Values();
        foreach (var option in options)
            control.InnerHtml.AppendHtml(Option(option, values.Contains(option.Value ?? option.Text, StringComparer.OrdinalIgnoreCase)));
        // An answer that is no longer on the list would be lost by saving.
        foreach (
            var gone in values.Where(v =>
                v.Length > 0 && !options.Exists(o => v.Equals(o.Value ?? o.Text, StringComparison.OrdinalIgnoreCase))
            )
        )
            control.InnerHtml.AppendHtml(Option(new SelectListItem(gone, gone), chosen: true));

        var label = Tag("label", "utrecht-form-label", LabelText);
        label.Attributes["for"] = Id;
        AddClass(output, "utrecht-form-field", "utrecht-form-field--select", Invalid ? "utrecht-form-field--invalid" : "");
        output
            .Content.AppendHtml(Tag("div", "utrecht-form-field__label", label))
            .AppendHtml(Messages())
            .AppendHtml(Tag("div", "utrecht-form-field__input", control));
    }

    private static TagBuilder Option(SelectListItem item, bool chosen)
    {
        var option = Tag("option", "", item.Text);
        option.Attributes["value"] = item.Value ?? item.Text;
        if (item.Group?.Name is { } parent)
            option.Attributes["data-parent"] = parent;
        if (chosen)
            option.Attributes["selected"] = "selected";
        if (item.Disabled)
            option.Attributes["disabled"] = "disabled";
        return option;
    }
}
