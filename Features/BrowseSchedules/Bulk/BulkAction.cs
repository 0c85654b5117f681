namespace CustomerListSchedules.Features.BrowseSchedules.Bulk;

/// <summary>What can be done to several schedules at once.</summary>
public enum BulkAction
{
    Pause,
    Resume,
    HandOver,
}
