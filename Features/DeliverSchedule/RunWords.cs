using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>States and kinds of runs in the words of docs/states.md.</summary>
public static class RunWords
{
    public static string State(string state) => state switch
    {
        "waiting" => "Waiting",
        "running" => "Running",
        "making" => "Making the file",
        "sending" => "Sending",
        "delivered" => "Delivered",
        "partly_delivered" => "Partly delivered",
        "failed" => "Failed",
        "skipped" => "Skipped",
        "missed" => "Missed",
        "accepted" => "Accepted",
        "cancelled" => "Cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };

    /// <summary>The state as a badge, toned by how much it needs a person.</summary>
    public static Badge Badge(string state) => new(State(state), state switch
    {
        "delivered" or "accepted" => "good",
        "partly_delivered" or "missed" => "warn",
        "failed" => "bad",
        "waiting" or "running" or "making" or "sending" => "busy",
        _ => "",
    });

    public static string Kind(string kind) => kind switch
    {
        "scheduled" => "As a schedule",
        "on_demand" => "On demand",
        "manual" => "Run now",
        "test" => "Test",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of run."),
    };
}
