using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CustomerListSchedules.Features.Shared;

/// <summary>
/// <c>&lt;field-error for="Input.Name" /&gt;</c>: the message beside a field, with the id that the field's <c>aria-describedby</c> names.
/// </summary>
[HtmlTargetElement("field-error", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldErrorTagHelper : TagHelper
{
    [HtmlAttributeName("for")]
    public required ModelExpression For { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "small";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field-error");
        output.Attributes.SetAttribute("id", FieldErrors.Id(ViewContext, For));
        output.Content.SetContent(FieldErrors.Of(ViewContext, For));
    }
}

/// <summary>Marks an input, select or textarea with <c>asp-for</c> whose value was refused, and names its message.</summary>
[HtmlTargetElement("input", Attributes = "asp-for")]
[HtmlTargetElement("select", Attributes = "asp-for")]
[HtmlTargetElement("textarea", Attributes = "asp-for")]
public sealed class InvalidFieldTagHelper : TagHelper
{
    public override int Order => 1000;

    [HtmlAttributeName("asp-for")]
    public required ModelExpression For { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (FieldErrors.Of(ViewContext, For).Length == 0)
        {
            return;
        }

        var described = output.Attributes["aria-describedby"]?.Value?.ToString();
        output.Attributes.SetAttribute("aria-invalid", "true");
        output.Attributes.SetAttribute("aria-describedby", $"{described} {FieldErrors.Id(ViewContext, For)}".Trim());
    }
}

internal static class FieldErrors
{
    public static string Id(ViewContext view, ModelExpression field) => TagBuilder.CreateSanitizedId(Name(view, field), "_") + "-error";

    public static string Of(ViewContext view, ModelExpression field) =>
        view.ModelState.TryGetValue(Name(view, field), out var entry) && entry.Errors.Count > 0
            ? string.Join(" ", entry.Errors.Select(error => error.ErrorMessage))
            : "";

    private static string Name(ViewContext view, ModelExpression field) => view.ViewData.TemplateInfo.GetFullHtmlFieldName(field.Name);
}
