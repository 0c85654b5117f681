using System.Text.RegularExpressions;
using CustomerListSchedules.Unit.Architecture;

namespace CustomerListSchedules.Unit;

/// <summary>
/// The suite is right on any day: no test reads or writes the real date beside a fixed one. Where a test sets the clock, <c>now()</c> in
/// its SQL is that clock (see TestServer); these rules keep every other clock out.
/// </summary>
public sealed partial class AnyDayTests
{
    // They read the machine's own clock, beside no fixed date.
    private static readonly string[] ReadTheMachinesClock =
    [
        "Integration/TestServer.cs", // How far a fixed time is from the server's.
        "Integration/Infrastructure/Dotdigital/DotdigitalClientTests.cs", // When a real server may be asked again.
        "Integration/Infrastructure/Dotdigital/RateBudgetTests.cs",
        "Integration/Infrastructure/Email/TestCertificate.cs", // From when until when a certificate is valid.
        "EndToEnd/ManageUsers/AccountPages.cs", // An authenticator app has the real time.
        "EndToEnd/DeliverSchedule/MainJourneyTests.cs", // How long it is until tomorrow morning.
        "EndToEnd/Look/Venue.cs", // How far the moment of the pictures is from now.
        "Drills/Harness/ApplicationProcess.cs", // How long it is until the next whole minute.
    ];

    // Their connections are not those of TestDatabase.
    private static readonly string[] ConnectByThemselves =
    [
        "Integration/TestServer.cs", // It makes them.
        "Integration/Infrastructure/TwoRolesTests.cs", // As other roles, to see what these may do.
        "Integration/Infrastructure/Dotdigital/DotdigitalStub.cs", // Dotdigital has a clock of its own, as in life.
        "Integration/Infrastructure/Files/Members/MemberRegisterTests.cs", // Databases of a single test; the fixed time is a parameter.
        "Integration/Infrastructure/Database/AdoptionTests.cs", // Databases without anything in them, or with what a dump holds.
        "Integration/Infrastructure/Database/DatabaseOf090.cs",
        "Integration/Infrastructure/Database/MigrationTests.cs",
        "Integration/Infrastructure/Database/StatementTests.cs",
        "Integration/ReviewAudit/AuditSubjectsTests.cs",
        "Integration/ImportData/FeedTests.cs", // Databases of a single test, without a fixed date.
    ];

    [Fact]
    public void Tests_read_the_machines_clock_only_where_no_fixed_date_is_beside_it() =>
        Assert.Empty(Files("tests").Where(file => MachinesClock().IsMatch(
            file.Text)).Select(file => file.Name).Except(ReadTheMachinesClock.Select(Tests)));

    [Fact]
    public void Only_the_harness_moves_an_applications_clock_so_that_the_databases_goes_with_it() =>
        Assert.Equal(
            ["tests/Integration/TestApplication.cs"],
            Files("tests").Where(file => MovesClock().IsMatch(file.Text)).Select(file => file.Name));

    [Fact]
    public void The_tests_own_SQL_goes_over_connections_whose_now_is_the_applications() =>
        Assert.Empty(Files("tests/Integration").Where(file => OwnConnection().IsMatch(
            file.Text)).Select(file => file.Name).Except(ConnectByThemselves.Select(Tests)));

    [Fact]
    public void SQL_asks_for_the_date_in_one_way() =>
        Assert.Empty(Files("tests").Concat(Files("Features")).Concat(Files("Infrastructure")).Concat(Files("Migrations"))
            .SelectMany(file => OtherDates().Matches(file.Text).Select(match => $"{file.Name}: {match.Value}")));

    [Fact]
    public void The_applications_SQL_takes_the_time_from_its_clock_and_leases_from_the_databases() =>
        Assert.Empty(Files("Features").Concat(Files("Infrastructure"))
            .SelectMany(file => Now().Matches(file.Text).Select(match => $"{file.Name}: {match.Value}")));

    [Fact]
    public void PostgreSQLs_own_clock_is_asked_by_tests_only_about_what_goes_by_it() =>
        Assert.Empty(Files("tests/Integration")
            .SelectMany(file => file.Text.Split('\n').Where(line => line.Contains("clock_timestamp()", StringComparison.Ordinal)
            && !GoesByIt().IsMatch(line))
                .Select(line => $"{file.Name}: {line.Trim()}")));

    private static string Tests(string name) => "tests/" + name;

    private static IEnumerable<(string Name, string Text)> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(House.Root, folder), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".sql"
            && !file.Contains("/bin/", StringComparison.Ordinal)
            && !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(file => (House.Relative(file), File.ReadAllText(file)))
            .Where(file => !file.Item1.EndsWith("/AnyDayTests.cs", StringComparison.Ordinal)
            && !file.Item1.EndsWith("/version-0.9.0.sql", StringComparison.Ordinal)
            && !file.Item1.StartsWith("tests/Benchmarks/", StringComparison.Ordinal));

    [GeneratedRegex(
        @"TimeProvider\.System\.Get(Utc|Local)Now|\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|SystemClock\.Instance|DateTime\.Today")]
    private static partial Regex MachinesClock();

    [GeneratedRegex(@"\.Shift\s*[-+]?=")]
    private static partial Regex MovesClock();

    [GeneratedRegex(@"new NpgsqlConnection\(|NpgsqlDataSource\.Create\(")]
    private static partial Regex OwnConnection();

    [GeneratedRegex(
        @"\b(current_(date|time|timestamp)|localtime(stamp)?|(statement|transaction)_timestamp|timeofday)\b"
        + @"|'(today|now|tomorrow|yesterday)'::")]
    private static partial Regex OtherDates();

    [GeneratedRegex(@"(?<![\w.])now\(\)")]
    private static partial Regex Now();

    // Leases and signs of life, what Dotdigital may be asked when, and the age of the audit.
    [GeneratedRegex("lease_until|alive_at|'running'|dotdigital_pauses|counts_from|test\\.(old|young)")]
    private static partial Regex GoesByIt();
}
