namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>A worker found that its piece is another's by now, or was taken from it: nothing of its attempt counts any more.</summary>
public sealed class WorkLostException() : Exception("The work is another worker's by now.");
