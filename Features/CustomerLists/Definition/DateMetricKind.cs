using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>The date metrics in the order in which they are offered; the fixed ones last.</summary>
public enum DateMetricKind
{
    Today,
    Yesterday,
    Tomorrow,
    ThisWeek,
    LastWeek,
    NextWeek,
    ThisMonth,
    LastMonth,
    NextMonth,
    ThisQuarter,
    LastQuarter,
    NextQuarter,
    ThisYear,
    LastYear,
    NextYear,
    LastDays,
    NextDays,
    On,
    Before,
    After,
    Between,
}
