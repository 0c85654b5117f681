using System.Globalization;
using System.Text;
using CsvHelper;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>One bad row never loses the good ones.</summary>
public sealed class RefusedRowsTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    private const int Rows = 10_000;
    private const int EachKind = 25;

    private static readonly (string Problem, string? Column, Func<int, byte[]> Row)[] Bad =
    [
        (Problems.OpenQuote, null, i => Utf8($"B{i},C1,\"I1,2026-01-05 19:00,2,10.00,Confirmed")),
        (Problems.StrayQuote, null, i => Utf8($"B{i},C1,I1,2026-01-05 19:00,2,10.00,\"Con\"firmed")),
        (Problems.TooFewCells, "Amount", i => Utf8($"B{i},C1,I1,2026-01-05 19:00,2")),
        (Problems.TooManyCells, null, i => Utf8($"B{i},C1,I1,2026-01-05 19:00,2,10.00,Confirmed,more")),
        (Problems.Nul, null, i => Utf8($"B{i},C1,I1,2026-01-05 19:00,2,10.00,Confirmed\0")),
        (Problems.NotUtf8, null, i => [.. Utf8($"B{i},C"), 0xE9, .. Utf8(",I1,2026-01-05 19:00,2,10.00,Confirmed")]),
        (Problems.TooLong(100), "External Reference", i => Utf8($"B{i}{new string('x', 120)},C1,I1,2026-01-05 19:00,2,10.00,Confirmed")),
        (Problems.Needed, "External Reference", _ => Utf8("  ,C1,I1,2026-01-05 19:00,2,10.00,Confirmed")),
        (Problems.Unknown("customer"), "Customer Reference", i => Utf8($"B{i},nobody,I1,2026-01-05 19:00,2,10.00,Confirmed")),
        (Problems.Unknown("instance"), "Instance Reference", i => Utf8($"B{i},C1,nothing,2026-01-05 19:00,2,10.00,Confirmed")),
        (Problems.NotInstant(null), "Booked", i => Utf8($"B{i},C1,I1,2026-02-30 19:00,2,10.00,Confirmed")),
        (Problems.Amount, "Amount", i => Utf8($"B{i},C1,I1,2026-01-05 19:00,2,ten pounds,Confirmed")),
    ];

    private static readonly string[] Headers = [
        "External Reference", "Customer Reference", "Instance Reference", "Booked", "Tickets", "Amount", "Status"
    ];

    [Fact]
    public async Task A_file_of_10_000_rows_with_300_bad_ones_of_12_kinds_loads_9_700_and_explains_300()
    {
        await ProgrammeAsync();
        var (file, expected) = BookingsFile();
        var settings = await world.CheckAsync(
            await world.UploadAsync("bookings", file), read => read with { Encoding = FileEncodings.Utf8 });
        var import = await world.StartAsync(settings);

        Assert.True(import.State == "imported", import.Reason);
        var outcome = import.Outcome!;
        Assert.Equal((Rows, 9_700, 0, 0, 300), (outcome.Rows, outcome.Added, outcome.Changed, outcome.Unchanged, outcome.Refused));
        Assert.Equal(9_700, await world.ScalarAsync<long>("select count(*) from crm.bookings where external_reference like 'B%'"));
        Assert.Equal(
            9_700 * 10.50m, await world.ScalarAsync<decimal>("select sum(amount) from crm.bookings where external_reference like 'B%'"));
        Assert.Equal(
            Bad.Select(bad => (bad.Problem, bad.Column, (long)EachKind)).ToHashSet(),
            outcome.Refusals.Select(refusal => (refusal.Problem, refusal.Column, refusal.Count)).ToHashSet());

        var refused = await world.RefusedRowsAsync(import);
        using var csv = CsvReader.FromText(refused.TrimStart('\uFEFF'));
        var lines = new Dictionary<long, string>();
        while (csv.Read())
        {
            lines.Add(long.Parse(csv.GetString("Line"), CultureInfo.InvariantCulture), csv.GetString("Reason"));
        }

        Assert.Equal([.. Headers, "Line", "Reason", "Row as it was"], csv.Headers.ToArray());
        Assert.Equal(expected.Order(), lines.Keys.Order());
        Assert.Equal(expected, lines.Keys);

        // The same file again: nothing changes, and the same rows are explained.
        var again = await world.ImportAsync("bookings", file, read => read with { Encoding = FileEncodings.Utf8 });
        Assert.Equal((0, 0, 9_700, 300), (again.Added, again.Changed, again.Unchanged, again.Refused));
    }

    [Fact]
    public async Task Texts_that_a_spreadsheet_would_change_or_run_mean_the_same_when_they_come_back()
    {
        var import = await world.StartAsync(await world.CheckAsync(await world.UploadAsync(
            "events",
            "External Reference,Name,Producer\nE70,,=x\nE71,,'=x\nE72,,''=x\nE73,,\"=\"\"00123\"\"\"\nE74,,\"a;'=x\"\nE75,,'x\n")));

        await world.StartAsync(await world.CheckAsync(await world.UploadAsync(
            "events", (await world.RefusedRowsAsync(import)).Replace(",,", ",Mended,", StringComparison.Ordinal))));

        Assert.Equal(
            ["=x", "=x", "'=x", "00123", "a;=x", "'x"],
            await world.ScalarAsync<string[]>(
                "select array_agg(producer order by external_reference) from crm.events where external_reference like 'E7_'"));
    }

    [Fact]
    public async Task What_was_refused_can_be_mended_in_its_own_file_and_imported_again()
    {
        var import = await world.StartAsync(await world.CheckAsync(await world.UploadAsync(
            "events", "External Reference,Name,Producer\nE10,=Formula,Ours\nE11,,Theirs\n")));
        var refused = await world.RefusedRowsAsync(import);
        Assert.Contains("E11,,Theirs,3,\"Name: Needed, and empty\"", refused, StringComparison.Ordinal);
        var mended = await world.UploadAsync("events", refused.Replace("E11,,", "E11,Mended,", StringComparison.Ordinal));
        Assert.Equal(["external_reference", "name", "producer", null, null, null], mended.Settings.Columns);
        var outcome = (await world.StartAsync(await world.CheckAsync(mended))).Outcome!;
        Assert.Equal((1, 1), (outcome.Rows, outcome.Added));
        Assert.Equal(
            ["=Formula", "Mended"],
            await world.LinesAsync("select name from crm.events where external_reference in ('E10', 'E11') order by external_reference"));
    }

    [Fact]
    public async Task A_reference_that_stands_twice_counts_the_first_time()
    {
        var outcome = await world.ImportAsync("events", "External Reference,Name\nE20,First\nE21,Other\nE20,Second\nE20,Third\n");
        Assert.Equal((4, 2, 2), (outcome.Rows, outcome.Added, outcome.Refused));
        var refusal = Assert.Single(outcome.Refusals);
        Assert.Equal((Problems.Repeated, "External Reference"), (refusal.Problem, refusal.Column));
        Assert.Equal([4L, 5L], refusal.Lines);
        Assert.Equal("First", await world.ScalarAsync<string>("select name from crm.events where external_reference = 'E20'"));
    }

    [Fact]
    public async Task Wrong_statuses_tickets_addresses_and_deletions_are_explained_beside_their_columns()
    {
        await ProgrammeAsync();
        var outcome = await world.ImportAsync(
            "bookings",
            "External Reference,Customer Reference,Instance "
            + "Reference,Booked,Tickets,Amount,Status,Deleted\nX1,C1,I1,2026-01-05,2,1,Sold,\nX2,C1,I1,2026-01-05,-2,1,Reserved,\n"
            + "X3,C1,I1,2026-01-05,2,1,Reserved,maybe\nX4,C1,I1,2026-01-05,2,1,reserved,no\n");
        Assert.Equal(
            [
                (Problems.NotChoice(["Reserved", "Confirmed", "Cancelled", "Refunded"]), "Status"), (Problems.Count, "Tickets"),
                (Problems.NotYesNo, "Deleted")
            ],
            outcome.Refusals.OrderBy(refusal => refusal.Lines[0]).Select(refusal => (refusal.Problem, refusal.Column!)));
        Assert.Equal("Reserved", await world.ScalarAsync<string>("select status from crm.bookings where external_reference = 'X4'"));
        var customers = await world.ImportAsync(
            "customers", "Customer Number,Email\nX1,not an address\nX2,a@b.org\n", settings => settings with { RefuseBadCells = true });
        Assert.Equal((1, Problems.Email), (customers.Added, Assert.Single(customers.Refusals).Problem));
    }

    private async Task ProgrammeAsync()
    {
        await world.ImportAsync("customers", "External Reference,First Name\nC1,Ada\n");
        await world.ImportAsync("events", "External Reference,Name\nE1,Play\n");
        await world.ImportAsync("instances", "External Reference,Event Reference,Starts\nI1,E1,2026-12-12 19:30\n");
    }

    /// <summary>Good rows with the bad ones spread among them; the lines of the bad ones.</summary>
    private static (byte[] File, IReadOnlyList<long> Lines) BookingsFile()
    {
        var file = new MemoryStream();
        Line(Utf8(string.Join(',', Headers)));
        var lines = new List<long>();
        const int every = Rows / (12 * EachKind);
        for (var i = 0; i < Rows; i++)
        {
            var bad = i % every == 7 && lines.Count < 12 * EachKind;
            if (bad)
            {
                lines.Add(i + 2);
                Line(Bad[lines.Count % 12].Row(i));
            }
            else
            {
                Line(Utf8($"B{i},C1,I1,2026-01-05 19:00,2,10.50,Confirmed"));
            }
        }

        Assert.Equal(300, lines.Count);
        return (file.ToArray(), lines);

        void Line(byte[] bytes)
        {
            file.Write(bytes);
            file.Write("\r\n"u8);
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
