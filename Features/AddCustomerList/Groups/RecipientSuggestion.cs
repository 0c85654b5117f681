namespace CustomerListSchedules.Features.AddCustomerList.Groups;

/// <summary>Somebody, or a group, that Email to may be meant to name.</summary>
public sealed record RecipientSuggestion
{
    public bool IsGroup { get; init; }

    /// <summary>Of the account or the group; null for an address without an account.</summary>
    public string? Name { get; init; }

    public string[] Addresses { get; init; } = [];

    /// <summary>Whether all of them are staff. What is not is chosen with care: neither Tab nor Enter alone takes it.</summary>
    public bool Inside { get; init; }

    public bool MayCollect { get; init; }
}
