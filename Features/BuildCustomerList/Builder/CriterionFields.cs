using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>For <c>_DateMetric</c>: the fields of one date metric.</summary>
/// <param name="Page">The page.</param>
/// <param name="Field">The property of <see cref="CriterionInput"/>.</param>
/// <param name="Label">What the date is of.</param>
/// <param name="Input">What is chosen.</param>
/// <param name="Any">What leaving it open is called; null when it may not be.</param>
/// <param name="Bounded">Without Before and After.</param>
public sealed record DateMetricView(DefinitionEditor Page, string Field, string Label, DateMetricInput Input, string? Any = "Any date", bool Bounded = false)
{
    public IEnumerable<(string Value, string Label)> Options() => Enum.GetValues<DateMetricKind>()
        .Where(kind => !Bounded || kind is not (DateMetricKind.Before or DateMetricKind.After))
        .Select(kind => (kind.ToString(), kind is >= DateMetricKind.LastDays
            ? kind.Label()
            : $"{kind.Label()}: {Page.Dates.Resolve(new DateMetric(kind)).Words()}"));
}

/// <summary>For <c>_Pick</c>: any number of choices.</summary>
public sealed record PickView(string Field, string Label, IReadOnlyList<(string Value, string Label)> Options, IReadOnlyCollection<string> Chosen, string Empty)
{
    public static PickView Of(string field, string label, IEnumerable<string> values, IEnumerable<string> chosen, string empty) =>
        new(field, label, [.. values.Select(value => (value, value))], [.. chosen], empty);

    /// <summary>Of values that Find looks through as well.</summary>
    public static PickView Found(DefinitionEditor page, string field, string label, IEnumerable<string> values, IEnumerable<string> chosen, string empty) =>
        Of(field, label, values, chosen, WhereNothing(page, empty));

    /// <inheritdoc cref="Found(DefinitionEditor, string, string, IEnumerable{string}, IEnumerable{string}, string)"/>
    /// <remarks>Those that have gone come first, so that nobody overlooks them.</remarks>
    public static PickView Found(DefinitionEditor page, string field, string label, IEnumerable<Choice> values, IEnumerable<long> chosen, string empty) =>
        new(
            field, label,
            [
                .. page.CriterionNames.Gone.Where(gone => gone.Field == field).Select(gone => ($"{gone.Choice.Id}", $"{gone.Choice.Name} (no longer in the customer data)")),
                .. values.Select(value => ($"{value.Id}", value.Name)),
            ],
            [.. chosen.Select(id => $"{id}")],
            WhereNothing(page, empty));

    private static string WhereNothing(DefinitionEditor page, string empty) => page.Criterion.Find.Length > 0 ? "Nothing found." : empty;
}

internal static class CriterionErrors
{
    /// <summary>The message beside a field of the criterion's form; "" when there is none.</summary>
    public static string Of(ModelStateDictionary state, string field) =>
        state.TryGetValue($"Criterion.{field}", out var entry) ? string.Join(" ", entry.Errors.Select(error => error.ErrorMessage)) : "";
}
