namespace CustomerListSchedules.Features.AddCustomerList.Entries;

/// <summary>A row of the page, with its place among <paramref name="Count"/>.</summary>
public sealed record EntryRow(string Url, ScheduledListRow Entry, int Place, int Count)
{
    public string MoveUrl => $"{Url}/{Entry.Id}?handler=Move";
}
