namespace CustomerListSchedules.Features.DeliverSchedule.NewSince;

/// <summary>Whom of a Customer List the file of a scheduled list holds: the column <c>send</c>.</summary>
public static class SendTo
{
    public const string Everyone = "everyone";
    public const string Marked = "marked";
    public const string New = "new";

    public static readonly IReadOnlyList<(string Value, string Words)> All =
    [
        (Everyone, "Everyone"), (Marked, "Everyone, with a column New since last time"),
        (New, "Only those who are new since the last delivery"),
    ];

    public static bool IsKnown(string value) => All.Any(choice => choice.Value == value);
}
