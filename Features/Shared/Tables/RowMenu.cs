namespace CustomerListSchedules.Features.Shared.Tables;

/// <summary>For <c>_RowMenu</c>: whatever can be done to a row of a table, behind one button at its end.</summary>
/// <param name="Name">The row's, for who does not see beside what the menu stands.</param>
/// <param name="Actions">The likely one first, what is lost by it last; of none there is no menu.</param>
public sealed record RowMenu(string Name, IReadOnlyList<RowAction> Actions);

/// <param name="Words">What the menu says.</param>
/// <param name="Label">The same with the row's name: "Edit Morning list".</param>
/// <param name="Icon">One of <c>_Icon</c>.</param>
public abstract record RowAction(string Words, string Label, string Icon)
{
    /// <summary>Leads to a page.</summary>
    /// <param name="Sends">Whether that page asks before something is sent: a dialog, then.</param>
    /// <param name="IsFile">Whether it is a file.</param>
    public sealed record Open(string Words, string Label, string Icon, string Url, bool Sends = false, bool IsFile = false)
        : RowAction(Words, Label, Icon);

    /// <summary>Opens a dialog of the page (<see cref="Confirm"/>).</summary>
    public sealed record Ask(string Words, string Label, string Icon, string Dialog) : RowAction(Words, Label, Icon);

    /// <summary>Is done at once.</summary>
    public sealed record Post(string Words, string Label, string Icon, string Url, IReadOnlyDictionary<string, string> Fields)
        : RowAction(Words, Label, Icon);
}
