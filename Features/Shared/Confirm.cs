namespace CustomerListSchedules.Features.Shared;

/// <summary>
/// For <c>_Confirm</c>: a dialog that asks before a form is posted. A button opens it, with scripts or without:
/// <c>&lt;button type="button" commandfor="ID" command="show-modal"&gt;</c>.
/// </summary>
/// <param name="Id">The dialog's id, unique in the page.</param>
/// <param name="Title">The question.</param>
/// <param name="Text">What will happen.</param>
/// <param name="Button">The word on the button that does it.</param>
/// <param name="Action">Where the form is posted.</param>
/// <param name="Danger">Whether something is lost by it.</param>
public sealed record Confirm(string Id, string Title, string Text, string Button, string Action, bool Danger = true)
{
    /// <summary>Hidden fields of the form.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
}
