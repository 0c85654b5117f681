using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

internal static class CriterionErrors
{
    /// <summary>The message beside a field of the criterion's form; "" when there is none.</summary>
    public static string Of(ModelStateDictionary state, string field) =>
        state.TryGetValue($"Criterion.{field}", out var entry) ? string.Join(" ", entry.Errors.Select(error => error.ErrorMessage)) : "";
}
