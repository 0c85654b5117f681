namespace CustomerListSchedules.Features.AddCustomerList.Parts;

/// <summary>An address beside a value whose part it gets.</summary>
public sealed record PartLine(string Value, string Address)
{
    /// <summary>"jo@example.org (Paper Lantern)".</summary>
    public string Words => $"{Address} ({Value})";

    /// <summary>Whether two values are the same, as near as can be told without the database.</summary>
    public static bool Same(string one, string other) =>
        string.Equals(one.Trim().Normalize(), other.Trim().Normalize(), StringComparison.OrdinalIgnoreCase);
}
