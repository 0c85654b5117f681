namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>Dotdigital's limits, from its public specification.</summary>
public static class DotdigitalLimits
{
    /// <summary>People in one import: larger bodies are refused by size.</summary>
    public const int ContactsPerImport = 5_000;

    /// <summary>Campaigns and address books on one page.</summary>
    public const int PageSize = 1_000;

    public const int AddressBookNameLength = 128;
}
