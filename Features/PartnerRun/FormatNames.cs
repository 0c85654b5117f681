namespace CustomerListSchedules.Features.PartnerRun;

/// <summary>File formats under the names that they have everywhere.</summary>
internal static class FormatNames
{
    public static string Of(string fileFormat) => fileFormat switch
    {
        "csv" => "CSV",
        "xlsx" => "Unformatted Excel",
        _ => "Mail Merge document",
    };
}
