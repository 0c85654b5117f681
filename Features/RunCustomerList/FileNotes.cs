namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>What is said beside a file, in mail, run and explorer alike.</summary>
internal static class FileNotes
{
    public static string? CutCells(long cells) => cells switch
    {
        0 => null,
        1 => "One cell held more than 32,767 characters, the most that Excel takes, and was cut.",
        _ => FormattableString.Invariant($"{cells:N0} cells held more than 32,767 characters, the most that Excel takes, and were cut."),
    };

    public static string? Join(params string?[] notes) =>
        string.Join(' ', notes.OfType<string>()) is { Length: > 0 } all ? all : null;
}
