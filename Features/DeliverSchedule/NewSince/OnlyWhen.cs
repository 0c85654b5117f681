namespace CustomerListSchedules.Features.DeliverSchedule.NewSince;

/// <summary>
/// When a scheduled list is sent, and otherwise skipped: one choice, the column <c>when_empty</c>, whose first two values are older than
/// the others.
/// </summary>
public static class OnlyWhen
{
    public const string Always = "send";
    public const string NotEmpty = "skip";
    public const string Changed = "changed";
    public const string AtLeast = "at_least";

    /// <summary>The most that can be asked for.</summary>
    public const int Most = 1_000_000;

    public static bool IsKnown(string value) => value is Always or NotEmpty or Changed or AtLeast;
}
