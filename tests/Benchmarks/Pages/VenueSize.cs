namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>How much a <see cref="BusyVenue"/> has.</summary>
/// <param name="Schedules">A fifth daily, nearly half weekly, a quarter monthly, the others on demand.</param>
/// <param name="Runs">At most; the latest of the year before now. A thousand schedules come to about so many as 100,000.</param>
/// <param name="Customers">With about three bookings each.</param>
/// <param name="Accounts">A fifth of them staff, the others partners.</param>
/// <param name="Lists">Customer Lists, ten a folder.</param>
internal sealed record VenueSize(int Schedules, int Runs, int Customers, int Accounts, int Lists)
{
    /// <summary>The lists of every second schedule; the others have one.</summary>
    public int Entries { get; init; } = 2;

    /// <summary>The addresses on each of them.</summary>
    public int Recipients { get; init; } = 3;

    public int Staff => Math.Max(2, Accounts / 5);

    public int Partners => Accounts - Staff;
}
