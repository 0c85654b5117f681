using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>States and kinds of runs in the words of docs/states.md.</summary>
public static class RunWords
{
    public static string State(string state) => state switch
    {
        RunStates.Waiting => "Waiting",
        RunStates.Running => "Running",
        DeliveryStates.Making => "Making the file",
        DeliveryStates.Sending => "Sending",
        RunStates.Delivered => "Delivered",
        RunStates.PartlyDelivered => "Partly delivered",
        RunStates.Failed => "Failed",
        RunStates.Skipped => "Skipped",
        RunStates.Missed => "Missed",
        MessageStates.Accepted => "Accepted",
        MessageStates.Cancelled => "Cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };

    /// <summary>The state as a badge, toned by how much it needs a person.</summary>
    public static Badge Badge(string state) => new(State(state), state switch
    {
        RunStates.Delivered or MessageStates.Accepted => "good",
        RunStates.PartlyDelivered or RunStates.Missed => "warn",
        RunStates.Failed => "bad",
        RunStates.Waiting or RunStates.Running or DeliveryStates.Making or DeliveryStates.Sending => "busy",
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
