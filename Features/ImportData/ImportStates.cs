namespace CustomerListSchedules.Features.ImportData;

/// <summary>The states of an import; docs/states.md draws how they follow each other.</summary>
public static class ImportStates
{
    public const string Uploaded = "uploaded";
    public const string Waiting = "waiting";
    public const string Working = "working";
    public const string Checked = "checked";
    public const string Imported = "imported";
    public const string Failed = "failed";
    public const string Abandoned = "abandoned";
}
