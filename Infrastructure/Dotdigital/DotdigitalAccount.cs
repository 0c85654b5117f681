namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <param name="Id">The account's number.</param>
/// <param name="Name">What the account is called; its user when Dotdigital gives no name.</param>
/// <param name="Endpoint">The address of the region that serves the account.</param>
public sealed record DotdigitalAccount(long Id, string Name, Uri Endpoint);
