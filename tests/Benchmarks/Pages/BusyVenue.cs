using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>
/// A venue that has used schedules for a year: accounts, lists, schedules of every kind, their runs with files, mails and who collected
/// them, mailings with their totals, and the audit. The same for the same moment and size.
/// </summary>
internal static class BusyVenue
{
    public const string Password = "lantern bridge copper";

    private static readonly TimeSpan Unlimited = Timeout.InfiniteTimeSpan;

    public static string Staff(int number) => $"staff{number}@venue.example";

    public static string Partner(int number) => $"partner{number}@company.example";

    /// <summary>What the link in a message ends with.</summary>
    public static string Token(long message) => $"benchmark-{message}";

    /// <summary>Fills a migrated, empty database.</summary>
    public static async Task FillAsync(NpgsqlConnection connection, VenueSize size, Instant now, CancellationToken cancellationToken)
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/London"];
        SampleHistory.Write(connection, size.Customers, now, zone);
        await connection.RunAsync(SampleHistory.Analyzed, cancellationToken, Unlimited);
        var hash = new PasswordHasher<User>().HashPassword(new User(), Password);
        await connection.RunAsync(
            BusyVenueSql.Accounts,
            new
            {
                hash, now,
                staff = Enumerable.Range(1, size.Staff).Select(Staff).ToArray(),
                partners = Enumerable.Range(1, size.Partners).Select(Partner).ToArray(),
            },
            cancellationToken);
        await ListsAsync(connection, size.Lists, now, cancellationToken);
        await connection.RunAsync(BusyVenueSql.Schedules, new { size.Schedules, now }, cancellationToken, Unlimited);
        await connection.RunAsync(
            BusyVenueSql.Entries, new { size.Partners, size.Lists, size.Entries, size.Recipients }, cancellationToken, Unlimited);
        await connection.RunAsync(BusyVenueSql.Runs, new { size.Runs, now }, cancellationToken, Unlimited);
        await connection.RunAsync(BusyVenueSql.Deliveries, new { now }, cancellationToken, Unlimited);
        await connection.RunAsync(BusyVenueSql.Mailings, cancellationToken, Unlimited);
        await connection.RunAsync(BusyVenueSql.Audit, new { now }, cancellationToken, Unlimited);
        await connection.RunAsync("vacuum (analyze)", cancellationToken, Unlimited);
    }

    private static async Task ListsAsync(NpgsqlConnection connection, int lists, Instant now, CancellationToken cancellationToken)
    {
        var canBeMailed = await connection.ScalarAsync<long>(
            "insert into segments (name, definition) values ('Can be e-mailed', @definition::jsonb) returning id",
            new { definition = SegmentDefinition.Of(new EmailCriterion(true)).ToJson() },
            cancellationToken);
        await connection.RunAsync(
            BusyVenueSql.Lists,
            new { now, definitions = Enumerable.Range(1, lists).Select(number => Definition(number, canBeMailed).ToJson()).ToArray() },
            cancellationToken);
    }

    private static ListDefinition Definition(int number, long canBeMailed)
    {
        Criterion criterion = (number % 4) switch
        {
            0 => new TownCriterion([SampleWords.Towns[number % SampleWords.Towns.Length].Town]),
            1 => new BookingCriterion { EventDate = new DateMetric(DateMetricKind.Today), Statuses = [BookingStatus.Confirmed] },
            2 => new BookingCriterion { Producers = [SampleWords.PartnerProducer], TicketsAtLeast = 1 + (number % 3) },
            _ => new DonationCriterion { Date = new DateMetric(DateMetricKind.Yesterday) },
        };
        var asked = new LocalSegment("Who is asked for", SegmentDefinition.Of(criterion));
        return new ListDefinition(
            number % 4 == 3 ? new Filter([new Area([new GlobalSegment(canBeMailed)])]) : Filter.Empty, new Filter([new Area([asked])]));
    }
}
