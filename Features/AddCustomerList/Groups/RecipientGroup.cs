using CustomerListSchedules.Features.AddCustomerList.Recipients;

namespace CustomerListSchedules.Features.AddCustomerList.Groups;

/// <summary>Addresses under a name, to be copied into Email to. Later changes of it reach no schedule.</summary>
public sealed record RecipientGroup
{
    /// <summary>What the statements that read it select.</summary>
    internal const string Columns = "id, name, addresses, version";

    public const int LongestName = 100;

    public long Id { get; init; }

    public string Name { get; init; } = "";

    public string[] Addresses { get; init; } = [];

    public int Version { get; init; }

    /// <summary>As they are typed into Email to.</summary>
    public string Joined => Recipients.Addresses.Join(Addresses);
}
