using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared.TagHelpers;

/// <summary>A question that is answered by typing: text, date, month, email, password, number, tel, file, textarea or code (one-time code).</summary>
[HtmlTargetElement("field", Attributes = "for")]
public sealed class FieldTagHelper(IStringLocalizer<Texts> texts) : FieldTagHelperBase(texts)
{
    public string Type { get; set; } = "text";

    public int Rows { get; set; } = 5;

    /// <summary>short or medium: as wide as the answer is expected to be.</summary>
    public string? Width { get; set; }

    /// <summary>Off unless asked for: a shared browser must not remember the names of others.</summary>
    public string Autocomplete { get; set; } = "off";

    protected override void Block(TagHelperOutput output, IReadOnlyList<TagHelperAttribute> attributes)
    {
        var control = Type == "textarea" ? TextArea(attributes) : Input(attributes);
        control.Attributes.TryAdd("spellcheck", "false"); // browsers may send what they check to their maker
        if (Width is not null)
            control.AddCssClass($"app-width-{Width}");
        var label = Tag("label", "utrecht-form-label", LabelText);
        label.Attributes["for"] = Id;
        AddClass(
            output,
            "utrecht-form-field",
            $"utrecht-form-field--{(Type == "textarea" ? "textarea" : "text")}",
            Invalid ? "utrecht-form-field--invalid" : ""
        );
        output
            .Content.AppendHtml(Tag("div", "utrecht-form-field__label", label))
            .AppendHtml(Messages())
            .AppendHtml(Tag("div", "utrecht-form-field__input", control));
    }

    private TagBuilder TextArea(IEnumerable<TagHelperAttribute> attributes)
    {
        var control = Control("textarea", "utrecht-textarea", Id, attributes);
        control.AddCssClass("utrecht-textarea--html-textarea");
        control.Attributes["rows"] = $"{Rows}";
        control.Attributes["autocomplete"] = Autocomplete;
        control.InnerHtml.AppendHtml("\n").Append(Value() ?? ""); // HTML drops one line end after the tag: not the user's
        return control;
    }

    private TagBuilder Input(IEnumerable<TagHelperAttribute> attributes)
    {
        var control = Control("input", "utrecht-textbox", Id, attributes);
        control.TagRenderMode = TagRenderMode.SelfClosing;
        control.AddCssClass("utrecht-textbox--html-input");
        control.Attributes["type"] = Type == "code" ? "text" : Type;
        if (Type == "code")
        {
            control.Attributes["inputmode"] = "numeric";
            control.Attributes["autocomplete"] = "one-time-code";
            control.AddCssClass("app-width-short");
        }
        else if (Type != "file")
        {
            control.Attributes["autocomplete"] = Autocomplete;
        }

        if (Type is "file")
            control.AddCssClass("app-file");
        if (Type is "date" or "month")
            control.AddCssClass("app-width-date");
        if (Type is not ("password" or "file" or "code"))
            control.Attributes["value"] =
                Value(
                    Type switch
                    {
                        "date" => "yyyy-MM-dd",
                        "month" => "yyyy-MM",
                        _ => null,
                    }
                ) ?? "";
        return control;
    }
}
