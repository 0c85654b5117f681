using CustomerListSchedules.Features.CustomerLists.Compilation;

namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>The count of a list and its first rows.</summary>
/// <param name="Total">Customers.</param>
/// <param name="Bookings">Bookings that matched, where the list shows them; null where it does not.</param>
public sealed record ListCount(Guid Id, string State, long? Total, long? Bookings, ListPreview? Preview, string? Reason)
{
    public bool Running => State == CountStates.Running;

    public bool AreMore => Preview is { } shown && ListCompiler.AreMore(Total ?? 0, Bookings, shown.Rows.Count);
}
