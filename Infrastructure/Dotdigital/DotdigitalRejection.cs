namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <param name="Reason">Dotdigital's code.</param>
/// <param name="Count">How many contacts.</param>
public sealed record DotdigitalRejection(string Reason, long Count);
