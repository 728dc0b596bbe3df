using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>A question whose possible answers are all in view.</summary>
public abstract class FieldChoicesTagHelper(IStringLocalizer<Texts> texts, string type, string component) : FieldTagHelperBase(texts)
{
    public IEnumerable<SelectListItem> Options { get; set; } = [];

    /// <summary>Next to each other instead of below.</summary>
    public bool Inline { get; set; }

    protected override void Block(TagHelperOutput output, IReadOnlyList<TagHelperAttribute> attributes)
    {
        var values = Values();
        var fieldset = Tag("fieldset", "utrecht-form-fieldset__fieldset utrecht-form-fieldset__fieldset--html-fieldset");
        if (DescribedBy is { } messages)
            fieldset.Attributes["aria-describedby"] = messages;
        fieldset.InnerHtml.AppendHtml(
            Tag("legend", "utrecht-form-fieldset__legend utrecht-form-fieldset__legend--html-legend utrecht-form-label", LabelText)
        );
        fieldset.InnerHtml.AppendHtml(Messages());
        var choices = Tag("div", Inline ? "app-choices app-choices--inline" : "app-choices");
        foreach (var (option, index) in Options.Select((option, index) => (option, index)))
        {
            var value = option.Value ?? option.Text;
            choices.InnerHtml.AppendHtml(
                Choice(option, value, index, values.Contains(value, StringComparer.OrdinalIgnoreCase), attributes)
            );
        }

        fieldset.InnerHtml.AppendHtml(choices);
        AddClass(output, "utrecht-form-field", "utrecht-form-fieldset", Invalid ? "utrecht-form-fieldset--invalid" : "");
        output.Content.AppendHtml(fieldset);
    }

    private TagBuilder Choice(SelectListItem option, string value, int index, bool chosen, IEnumerable<TagHelperAttribute> attributes)
    {
        var id = index == 0 ? Id : $"{Id}-{index}";
        var control = Control("input", component, id, attributes, refersToMessages: false);
        control.TagRenderMode = TagRenderMode.SelfClosing;
        control.AddCssClass($"{component}--html-input");
        control.Attributes["type"] = type;
        control.Attributes["value"] = value;
        control.Attributes["autocomplete"] = "off"; // Firefox would bring back an answer that is not the register's
        if (type == "radio")
            control.Attributes.Remove("aria-invalid"); // not allowed on a radio; its fieldset names the error
        if (chosen)
            control.Attributes["checked"] = "checked";
        if (option.Disabled)
            control.Attributes["disabled"] = "disabled";
        return Choices.Row(control, id, option.Text, type, option.Group?.Name);
    }
}

/// <summary>Exactly one answer, none chosen beforehand.</summary>
[HtmlTargetElement("field-radios", Attributes = "for,options")]
public sealed class FieldRadiosTagHelper(IStringLocalizer<Texts> texts) : FieldChoicesTagHelper(texts, "radio", "utrecht-radio-button");

/// <summary>Any number of answers, for a list.</summary>
[HtmlTargetElement("field-checkboxes", Attributes = "for,options")]
public sealed class FieldCheckboxesTagHelper(IStringLocalizer<Texts> texts) : FieldChoicesTagHelper(texts, "checkbox", "utrecht-checkbox");

/// <summary>Yes, or not answered.</summary>
[HtmlTargetElement("field-check", Attributes = "for")]
public sealed class FieldCheckTagHelper(IStringLocalizer<Texts> texts) : FieldTagHelperBase(texts)
{
    protected override void Block(TagHelperOutput output, IReadOnlyList<TagHelperAttribute> attributes)
    {
        var control = Control("input", "utrecht-checkbox", Id, attributes);
        control.TagRenderMode = TagRenderMode.SelfClosing;
        control.AddCssClass("utrecht-checkbox--html-input");
        control.Attributes["type"] = "checkbox";
        control.Attributes["value"] = "true";
        control.Attributes["autocomplete"] = "off";
        if ("true".Equals(Value(), StringComparison.OrdinalIgnoreCase))
            control.Attributes["checked"] = "checked";
        AddClass(output, "utrecht-form-field", Invalid ? "utrecht-form-field--invalid" : "");
        output.Content.AppendHtml(Choices.Row(control, Id, LabelText, "checkbox", parent: null)).AppendHtml(Messages());
    }
}

internal static class Choices
{
    public static TagBuilder Row(IHtmlContent control, string id, string text, string type, string? parent)
    {
        var label = new TagBuilder("label") { Attributes = { ["class"] = $"utrecht-form-label utrecht-form-label--{type}", ["for"] = id } };
        label.InnerHtml.Append(text);
        var row = new TagBuilder("div") { Attributes = { ["class"] = "app-choice" } };
        if (parent is not null)
            row.Attributes["data-parent"] = parent;
        row.InnerHtml.AppendHtml(control).AppendHtml(label);
        return row;
    }
}
