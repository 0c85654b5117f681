using CustomerListSchedules.Features.CustomerLists.Definition;
using NodaTime;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>A list that is to become a file.</summary>
/// <param name="Name">What the file is named for.</param>
/// <param name="Snapshot">List, segments, columns and sort, as they were when the run began.</param>
/// <param name="FileFormat">csv, xlsx or docx.</param>
/// <param name="AsOf">The instant that its date metrics resolve from.</param>
/// <param name="OneCore">Whether it takes one core of the database server, whatever its size.</param>
/// <param name="WithTotals">Whether the bookings in it are totalled as well.</param>
internal sealed record ListToRun(
    string Name, string Snapshot, string FileFormat, Instant AsOf, bool OneCore = false, bool WithTotals = false)
{
    /// <summary>The performance that the run is about; null where there is no schedule.</summary>
    public RunPerformance? Performance { get; init; }

    /// <summary>The contact preferences to which it is counted who has answered Yes: <see cref="Agreement.AgreementCount"/>.</summary>
    public IReadOnlyList<long> Preferences { get; init; } = [];

    /// <summary>Of a list that is split what each part is named for, by its key.</summary>
    public IReadOnlyDictionary<string, string> PartNames { get; init; } = new Dictionary<string, string>();

    /// <summary>What a part's file is named for: "Attendees Paper Lantern".</summary>
    public string NameOf(string partKey) => PartNames.TryGetValue(partKey, out var value) ? $"{Name} {value}" : Name;
}
