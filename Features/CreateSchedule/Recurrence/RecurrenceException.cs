namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>A recurrence that cannot be; the message is for the person who asked for it.</summary>
public sealed class RecurrenceException(RecurrencePart part, string message) : Exception(message)
{
    public RecurrencePart Part { get; } = part;
}
