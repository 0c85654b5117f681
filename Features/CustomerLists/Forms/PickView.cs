using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>For <c>_Pick</c>: any number of choices.</summary>
public sealed record PickView(
    string Field, string Label, IReadOnlyList<(string Value, string Label)> Options, IReadOnlyCollection<string> Chosen, string Empty)
{
    public static PickView Of(string field, string label, IEnumerable<string> values, IEnumerable<string> chosen, string empty) =>
        new(field, label, [.. values.Select(value => (value, value))], [.. chosen], empty);

    /// <summary>Of values that Find looks through as well.</summary>
    public static PickView Found(
        CriterionForm form, string field, string label, IEnumerable<string> values, IEnumerable<string> chosen, string empty) =>
        Of(field, label, values, chosen, WhereNothing(form, empty));

    /// <inheritdoc cref="Found(CriterionForm, string, string, IEnumerable{string}, IEnumerable{string}, string)"/>
    /// <remarks>Those that have gone come first, so that nobody overlooks them.</remarks>
    public static PickView Found(
        CriterionForm form, string field, string label, IEnumerable<Choice> values, IEnumerable<long> chosen, string empty) =>
        new(
            field, label,
            [
                .. form.Choices.Gone.Where(gone => gone.Field == field)
                    .Select(gone => ($"{gone.Choice.Id}", $"{gone.Choice.Name} (no longer in the customer data)")),
                .. values.Select(value => ($"{value.Id}", value.Name)),
            ],
            [.. chosen.Select(id => $"{id}")],
            WhereNothing(form, empty));

    private static string WhereNothing(CriterionForm form, string empty) => form.Criterion.Find.Length > 0 ? "Nothing found." : empty;
}
