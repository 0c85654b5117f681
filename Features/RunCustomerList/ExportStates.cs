namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>The states of a list that somebody runs in the Explorer; docs/states.md draws how they follow each other.</summary>
public static class ExportStates
{
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Ready = "ready";
    public const string Empty = "empty";
    public const string Failed = "failed";
}
