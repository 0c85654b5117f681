namespace CustomerListSchedules.Features.ImportData.Freshness;

/// <summary>How old the data is, as one request or piece of work has found it: a page asks in several places.</summary>
internal sealed class KnownDataAge
{
    public DataAge? Age { get; set; }
}
