using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Freshness;

/// <summary>
/// How old the customer data is, by the rows of crm.data_loads, whoever wrote them. Each kind of data ages by itself: a load of tags makes
/// no bookings fresh.
/// </summary>
public sealed record GetDataAge : IRequest<DataAge>;

/// <param name="AsOf">When any of it was last brought up to date; null when never.</param>
/// <param name="Source">By what: "Import Data", or what the venue's feed calls itself.</param>
/// <param name="ExpectedHours">How often the settings say that it is; null when they do not.</param>
/// <param name="Now">When this was asked.</param>
/// <param name="Zone">The venue's.</param>
public sealed record DataAge(Instant? AsOf, string? Source, int? ExpectedHours, Instant Now, DateTimeZone Zone)
{
    /// <summary>Each kind that was loaded on its own, newest first.</summary>
    public IReadOnlyList<KindLoaded> Kinds { get; init; } = [];

    public Duration? Age => Now - AsOf;

    /// <summary>
    /// Whether any kind that was ever loaded is older than expected. Data that was never loaded is, once something is expected.
    /// </summary>
    public bool OlderThanExpected => ExpectedHours is not null && (AsOf is null || Lapsed.Count > 0);

    /// <summary>The kinds that are older than expected, the newest first, as the load that last brought them up to date.</summary>
    public IReadOnlyList<KindLoaded> Lapsed =>
        ExpectedHours is { } hours ? [.. Each().Where(loaded => Now - loaded.AsOf > Duration.FromHours(hours))] : [];

    /// <summary>What the latest lapse began from. A later lapse of another kind has a later one, since its data was newer.</summary>
    public Instant? LapsedAsOf => Lapsed is [var newest, ..] ? newest.AsOf : null;

    /// <summary>"3 hours ago", "2 days ago".</summary>
    public string Ago => Age is { } age ? AgoWords(age) : "never";

    /// <summary>What a mail and a run say when it is older than expected; otherwise null.</summary>
    public string? Warning => !OlderThanExpected ? null
        : Lapsed.Count > 0 && Lapsed.Count < Each().Count
        ? $"Some customer data is older than expected: {string.Join("; ", Lapsed.GroupBy(loaded => loaded.AsOf).Select(Words))}. It is "
        + $"expected every {HoursWords}."
        : AsOf is { } asOf
        ? $"The customer data is older than expected: it was last brought up to date {WallTime.Words(asOf, Zone)}, and is expected every "
        + $"{HoursWords}."
        : $"The customer data is expected every {HoursWords}, but no load of it was ever recorded.";

    public string HoursWords => ExpectedHours == 1 ? "hour" : FormattableString.Invariant($"{ExpectedHours:N0} hours");

    private string Words(IGrouping<Instant, KindLoaded> kinds) =>
        $"{string.Join(", ", kinds.Select(loaded => ImportKinds.Find(loaded.Kind)!.Label.ToLowerInvariant()))}, last brought up to date "
        + $"{WallTime.Words(kinds.Key, Zone)}";

    // A load of everything is one of each kind.
    private List<KindLoaded> Each()
    {
        var all = Kinds.FirstOrDefault(loaded => loaded.Kind is null);
        return [.. ImportKinds.All
            .Select(kind => (Kind: kind.Key, Own: Kinds.FirstOrDefault(loaded => loaded.Kind == kind.Key)))
            .Select(loaded => all is not null && !(loaded.Own?.AsOf > all.AsOf) ? all with { Kind = loaded.Kind } : loaded.Own)
            .OfType<KindLoaded>()
            .OrderByDescending(loaded => loaded.AsOf)];
    }

    public static string AgoWords(Duration age) => age switch
    {
        _ when age < Duration.FromMinutes(2) => "just now",
        _ when age < Duration.FromHours(2) => FormattableString.Invariant($"{(int)age.TotalMinutes} minutes ago"),
        _ when age < Duration.FromDays(2) => FormattableString.Invariant($"{(int)age.TotalHours} hours ago"),
        _ => FormattableString.Invariant($"{(int)age.TotalDays:N0} days ago"),
    };
}

public sealed record KindLoaded
{
    public string? Kind { get; init; }

    public required Instant AsOf { get; init; }

    public required string Source { get; init; }
}

internal sealed class GetDataAgeHandler(
    NpgsqlDataSource dataSource, VenueReader venues, KnownDataAge known, IClock clock) : IRequestHandler<GetDataAge, DataAge>
{
    private const string Sql =
        """
        select data_expected_hours from venue_settings;
        select distinct on (kind) kind, as_of, source from crm.data_loads order by kind, as_of desc, id desc;
        """;

    public async Task<DataAge> Handle(GetDataAge request, CancellationToken cancellationToken) =>
        known.Age ??= await ReadAsync(cancellationToken);

    private async Task<DataAge> ReadAsync(CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var (expected, kinds) = await dataSource.ReadResultsAsync(Sql, null, ReadAsync, cancellationToken);
        var newest = kinds.FirstOrDefault();
        return new DataAge(newest?.AsOf, newest?.Source, expected, clock.GetCurrentInstant(), venue.Zone) { Kinds = kinds };
    }

    private static async Task<(int? Expected, List<KindLoaded> Kinds)> ReadAsync(SqlMapper.GridReader results)
    {
        var expected = await results.ReadSingleAsync<int?>();
        return (expected, [.. (await results.ReadAsync<KindLoaded>()).OrderByDescending(loaded => loaded.AsOf)]);
    }
}
