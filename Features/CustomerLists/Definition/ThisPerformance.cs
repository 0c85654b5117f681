namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>What is asked of the performance that a run is about.</summary>
public enum ThisPerformance
{
    /// <summary>That performance.</summary>
    Itself,

    /// <summary>Any performance on the venue's date on which it starts.</summary>
    ItsDay,
}
