namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Something in the customer data, found by its id and called by the name that it had when it was chosen.</summary>
public sealed record Choice(long Id, string Name);
