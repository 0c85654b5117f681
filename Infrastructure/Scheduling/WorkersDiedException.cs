namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>So many workers died of a piece of work that it is given up unasked.</summary>
public sealed class WorkersDiedException(int times) : Exception($"The work ended its worker {times} times.");
