namespace CustomerListSchedules.Features.ChangeSettings.Sharing;

/// <summary>A company of partners, and the contact preference that holds for it; null for that of all.</summary>
public sealed class CompanyPreference
{
    public string Company { get; set; } = "";

    public long? Preference { get; set; }
}
