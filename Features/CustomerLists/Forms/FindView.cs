namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>For <c>_Find</c>: a search through what can be ticked.</summary>
/// <param name="Form">The form.</param>
/// <param name="Label">What it looks for.</param>
/// <param name="Always">Also where everything is in sight.</param>
public sealed record FindView(CriterionForm Form, string Label, bool Always = false)
{
    /// <summary>Where there is more than one can look through, and to undo a search.</summary>
    public bool Offered => Always || Form.Choices.More || Form.Criterion.Find.Length > 0;
}
