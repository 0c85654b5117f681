using System.Text;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>What a file of each kind does, once and again; in whatever way it is written.</summary>
public sealed class ImportKindsTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    private static readonly (string Kind, string File)[] Venue =
    [
        ("customers", "External Reference,First Name,Last Name,Email,Birth "
            + "Date,Created\nV1,Ada,Lovelace,ada@example.org,1985-12-10,2019-05-01 10:30\nV2,Grace,Hopper,,,\n"),
        ("tags", "Customer Reference,Tag Reference,Tag Name\nV1,T1,Friend\nV2,T1,Friend\n,T2,Press\n"),
        ("contact_preferences", "Customer Reference,Preference Reference,Preference "
            + "Name,Answer\nV1,P1,Newsletter,Yes\nV2,P1,Newsletter,no\n,P2,Post,\n"),
        ("events", "External Reference,Name,Producer\nVE1,The Winter's Tale,\"Northern, Company\"\n"),
        ("event_tags", "Event Reference,Tag Reference,Tag Name\nVE1,ET1,Workshop\n,ET2,Film\n"),
        ("instances", "External Reference,Event Reference,Starts,Ends,Venue,Cancelled\n"
            + "VI1,VE1,2026-07-01 19:30,2026-07-01 22:00,Main House,\nVI2,VE1,2026-07-02 19:30,,Main House,yes\n"),
        ("bookings", "External Reference,Customer Reference,Instance "
            + "Reference,Booked,Tickets,Amount,Status,Seats,Ticket Type,Notes\n"
            + "VB1,V1,VI1,2026-06-01T12:00:00Z,2,\"1,037.5\",confirmed,\"C12, C13\",Full price,Wheelchair\n"),
        ("donations", "External Reference,Customer Reference,Fund,Campaign,Donated,Amount\nVD1,V2,Roof,,2026-06-01,25\n"),
        ("memberships", "External Reference,Customer Reference,Scheme,Starts,Expires\nVM1,V1,Friend,2026-01-01,2026-12-31\n"),
    ];

    [Fact]
    public async Task Every_kind_is_added_and_the_same_file_again_changes_nothing()
    {
        foreach (var (kind, file) in Venue)
        {
            var rows = file.Count(letter => letter == '\n') - 1;
            var first = await world.ImportAsync(kind, file);
            Assert.Equal((kind, rows, rows, 0, 0), (kind, first.Rows, first.Added, first.Changed, first.Refused));
            var again = await world.ImportAsync(kind, file);
            Assert.Equal((kind, rows, 0, 0, rows), (kind, again.Rows, again.Added, again.Changed, again.Unchanged));
        }

        Assert.Equal(
            ["V1 2026-06-01 12:00:00+00 2 1037.50 Confirmed C12, C13 Full price Wheelchair"],
            await world.LinesAsync(
                "select concat_ws(' ', c.external_reference, b.booked_at at time zone 'UTC' || '+00', b.tickets, b.amount, b.status, "
                + "b.seats, b.ticket_type, b.notes) "
                + "from crm.bookings b join crm.customers c on c.id = b.customer_id where b.external_reference = 'VB1'"));
        // 19:30 in the venue's summer time.
        Assert.Equal(
            "2026-07-01 18:30:00",
            await world.ScalarAsync<string>(
                "select (starts_at at time zone 'UTC')::text from crm.event_instances where external_reference = 'VI1'"));
        Assert.Equal(["VI1 21:00 f", "VI2 - t"], await world.LinesAsync(
            "select concat_ws(' ', external_reference, coalesce(to_char(ends_at at time zone 'UTC', 'HH24:MI'), '-'), cancelled) "
            + "from crm.event_instances where external_reference like 'VI_' order by 1"));
        Assert.Equal(["VE1 Workshop"], await world.LinesAsync(
            "select e.external_reference || ' ' || t.name from crm.tagged_events l "
            + "join crm.events e on e.id = l.event_id join crm.event_tags t on t.id = l.event_tag_id "
            + "where e.external_reference like 'VE_' order by 1"));
        Assert.Equal(["V1 Yes", "V2 No"], await world.LinesAsync(
            "select c.external_reference || ' ' || p.answer from crm.customer_contact_preferences p "
            + "join crm.customers c on c.id = p.customer_id where c.external_reference like 'V_' order by 1"));
        Assert.Equal(["V1 T1", "V2 T1"], await world.LinesAsync(
            "select c.external_reference || ' ' || t.external_reference from crm.customer_tags l "
            + "join crm.customers c on c.id = l.customer_id join crm.tags t on t.id = l.tag_id where t.external_reference like 'T_' "
            + "order by 1"));
    }

    [Fact]
    public async Task Only_the_columns_of_the_file_change_and_only_where_they_differ()
    {
        await world.ImportAsync(
            "customers",
            "External Reference,First Name,Last Name,Town,Created\nK1,Ada,Byron,Bath,2019-05-01\nK2,Grace,Hopper,York,2019-05-01\n");
        await world.ExecuteAsync("update crm.customers set updated_at = '2020-01-01' where external_reference like 'K_'");
        var outcome = await world.ImportAsync("customers", "External Reference,Last Name,Town\nK1,Lovelace,Bath\nK2,Hopper,\n");
        Assert.Equal((0, 2, 0), (outcome.Added, outcome.Changed, outcome.Unchanged));
        var same = await world.ImportAsync("customers", "External Reference,Last Name\nK1,Lovelace\nK2,Hopper\n");
        Assert.Equal((0, 2), (same.Changed, same.Unchanged));
        Assert.Equal(
            ["Ada Lovelace Bath 2019 t", "Grace Hopper - 2019 t"],
            await world.LinesAsync(
                "select concat_ws(' ', name, coalesce(town, '-'), extract(year from created_at), updated_at > '2021-01-01') "
                + "from crm.customers where external_reference like 'K_' order by external_reference"));
    }

    [Fact]
    public async Task Not_asked_takes_an_answer_back_and_a_new_name_renames_the_preference()
    {
        await world.ImportAsync("customers", "External Reference\nN1\n");
        await world.ImportAsync(
            "contact_preferences", "Customer Reference,Preference Reference,Preference Name,Answer\nN1,NP,Letters,Yes\n");
        var renamed = await world.ImportAsync(
            "contact_preferences", "Customer Reference,Preference Reference,Preference Name,Answer\nN1,NP,Post,Yes\n");
        Assert.Equal((0, 1), (renamed.Added, renamed.Changed));
        var taken = await world.ImportAsync(
            "contact_preferences", "Customer Reference,Preference Reference,Preference Name,Answer\nN1,NP,Post,Not asked\n");
        Assert.Equal(1, taken.Changed);
        Assert.Equal(
            1,
            (await world.ImportAsync(
                "contact_preferences",
                "Customer Reference,Preference Reference,Preference Name,Answer\nN1,NP,Post,Not asked\n")).Unchanged);
        Assert.Equal(
            0,
            await world.ScalarAsync<long>(
                "select count(*) from crm.customer_contact_preferences p join crm.customers c on c.id = p.customer_id "
                + "where c.external_reference = 'N1'"));
        Assert.Equal("Post", await world.ScalarAsync<string>("select name from crm.contact_preferences where external_reference = 'NP'"));
    }

    [Fact]
    public async Task Tags_without_a_reference_of_their_own_go_by_their_names()
    {
        await world.ImportAsync("customers", "External Reference\nG1\n");
        var outcome = await world.ImportAsync("tags", "Customer,Tag\nG1,Opera lover\n");
        Assert.Equal(1, outcome.Added);
        Assert.Equal("Opera lover", await world.ScalarAsync<string>("select external_reference from crm.tags where name = 'Opera lover'"));
        var removed = await world.ImportAsync("tags", "Customer,Tag,Deleted\nG1,Opera lover,yes\n,Opera lover,\n");
        Assert.Equal((1, 1), (removed.Deleted, removed.Unchanged));
    }

    [Fact]
    public async Task A_performance_that_ends_before_it_starts_is_refused_by_name_and_so_is_a_cancelled_that_is_neither_yes_nor_no()
    {
        await world.ImportAsync("events", "External Reference,Name\nPE1,Play\n");
        var outcome = await world.ImportAsync(
            "instances",
            "External Reference,Event Reference,Starts,Ends,Cancelled\nPI1,PE1,2026-12-12 19:30,2026-12-12 18:00,\n"
            + "PI2,PE1,2026-12-12 19:30,,perhaps\nPI3,PE1,2026-12-12 19:30,2026-12-12 21:00,no\n");
        Assert.Equal((1, 2), (outcome.Added, outcome.Refused));
        Assert.Equal(
            [("Cancelled", Problems.NotYesNo), ("Ends", Problems.EndsFirst)],
            outcome.Refusals.OrderBy(refusal => refusal.Column).Select(refusal => (refusal.Column, refusal.Problem)));
        var moved = await world.ImportAsync("instances", "External Reference,Event Reference,Starts\nPI3,PE1,2026-12-13 19:30\n");
        Assert.Equal((0, Problems.EndsFirst), (moved.Changed, Assert.Single(moved.Refusals).Problem));
    }

    [Fact]
    public async Task An_event_tag_is_taken_from_an_event_and_a_complete_file_retires_those_that_it_lacks()
    {
        await world.ImportAsync("events", "External Reference,Name\nTE1,Clay\nTE2,Glaze\n");
        await world.ImportAsync("event_tags", "Event,Tag\nTE1,Pottery\nTE2,Pottery\nTE2,Evening\n");
        var removed = await world.ImportAsync("event_tags", "Event,Tag,Deleted\nTE2,Pottery,yes\n");
        Assert.Equal(1, removed.Deleted);
        Assert.Equal(["Clay Pottery", "Glaze Evening"], await world.LinesAsync(
            "select e.name || ' ' || t.name from crm.tagged_events l join crm.events e on e.id = l.event_id "
            + "join crm.event_tags t on t.id = l.event_tag_id where e.external_reference like 'TE_' order by 1"));
        var refused = await world.ImportAsync("event_tags", "Event,Tag\nNobody,Pottery\n");
        Assert.Equal(Problems.Unknown("event"), Assert.Single(refused.Refusals).Problem);
    }

    [Fact]
    public async Task The_deleted_column_deletes_once_and_never_what_others_need()
    {
        await world.ImportAsync("customers", "External Reference,First Name\nL1,Ada\nL2,Grace\n");
        await world.ImportAsync("events", "External Reference,Name\nLE1,Play\nLE2,Talk\n");
        await world.ImportAsync("instances", "External Reference,Event Reference,Starts\nLI1,LE1,2026-12-12 19:30\n");
        await world.ImportAsync(
            "bookings",
            "External Reference,Customer Reference,Instance Reference,Booked,Tickets,Amount,Status\nLB1,L1,LI1,2026-01-05,2,1,Confirmed\n");

        var events = await world.ImportAsync("events", "External Reference,Name,Deleted\nLE1,,yes\nLE2,,yes\n");
        Assert.Equal((1, 1, Problems.StillHeld("instances")), (events.Deleted, events.Refused, Assert.Single(events.Refusals).Problem));
        const string customers = "External Reference,First Name,Deleted\nL1,,Yes\nL2,Grace,No\n";
        var first = await world.ImportAsync("customers", customers);
        Assert.Equal((1, 1), (first.Deleted, first.Unchanged));
        Assert.Equal([new GoesWith("bookings", 1)], first.With);
        Assert.Equal((0, 2), ((await world.ImportAsync("customers", customers)) is var again ? (again.Deleted, again.Unchanged) : default));
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from crm.bookings where external_reference = 'LB1'"));
    }

    [Theory]
    [InlineData("utf-8", false, ',')]
    [InlineData("utf-8", true, ';')]
    [InlineData("windows-1252", false, ';')]
    [InlineData("windows-1252", false, ',')]
    [InlineData("utf-8", false, '\t')]
    [InlineData("utf-16", true, '\t')]
    [InlineData("utf-16be", true, ',')]
    public async Task Encodings_and_separators_are_recognised(string encoding, bool mark, char separator)
    {
        var text = string.Join(separator, "Customer Number", "First Name", "Last Name", "Town") + "\r\n"
            + string.Join(
                separator, "Enc1", "Zoë", "\"O'Brien, the; second\"",
                "Łódź".Replace("Łó", "Ló", StringComparison.Ordinal).Replace('ź', 'ž')) + "\r\n";
        Encoding written = encoding switch
        {
            "utf-16" => new UnicodeEncoding(false, mark),
            "utf-16be" => new UnicodeEncoding(true, mark),
            "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
            _ => new UTF8Encoding(mark),
        };
        var import = await world.UploadAsync("customers", [.. written.GetPreamble(), .. written.GetBytes(text)]);
        Assert.Equal((encoding, separator), (import.Settings.Encoding, import.Settings.Separator));
        Assert.Equal(["external_reference", "first_name", "last_name", "town"], import.Settings.Columns);
        var imported = await world.StartAsync(await world.CheckAsync(import));
        Assert.Equal(0, imported.Outcome!.Refused);
        Assert.Equal(
            "Zoë O'Brien, the; second in Lódž",
            await world.ScalarAsync<string>("select name || ' in ' || town from crm.customers where external_reference = 'Enc1'"));
    }

    [Fact]
    public async Task A_letter_far_behind_the_beginning_still_tells_Windows_1252_from_UTF_8()
    {
        var text = new StringBuilder("External Reference,First Name\n");
        for (var i = 0; i < 30_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"F{i},Ada\n");
        }

        text.Append("F30000,Zoë\n");
        var import = await world.UploadAsync("customers", text.ToString(), CodePagesEncodingProvider.Instance.GetEncoding(1252)!);
        Assert.Equal(FileEncodings.Windows1252, import.Settings.Encoding);
    }

    [Fact]
    public async Task Dates_are_read_day_first_by_choice_and_that_is_recognised()
    {
        const string file = "External Reference,Birth Date,Created\nDF1,03/04/1985,25.12.2019 18:30\nDF2,1985-04-03,1/2/2020\n";
        var import = await world.UploadAsync("customers", file);
        Assert.Equal([null, null, true], import.Settings.Styles.Select(style => style.DayFirst));
        Assert.Equal(1, Assert.Single(ColumnMatcher.OpenOf(import.What, import.Settings)).Column);
        var dayFirst = new ColumnStyle { DayFirst = true };
        var outcome = await world.ImportAsync("customers", file, settings => settings.With(dayFirst));
        Assert.Equal((2, 0), (outcome.Added, outcome.Refused));
        Assert.Equal(
            ["1985-04-03 2019-12-25 18:30:00", "1985-04-03 2020-02-01 00:00:00"],
            await world.LinesAsync(
                "select birth_date || ' ' || (created_at at time zone 'UTC') from crm.customers "
                + "where external_reference like 'DF_' order by external_reference"));
        var wrong = await world.ImportAsync(
            "customers", file, settings => settings.With(new ColumnStyle { DayFirst = false }) with { RefuseBadCells = true });
        Assert.Equal(
            [("Created", Problems.NotInstant(false))], wrong.Refusals.Select(refusal => (refusal.Column, refusal.Problem)));
    }

    [Fact]
    public async Task A_cell_may_run_over_lines_and_an_open_quote_costs_its_own_line_alone()
    {
        var outcome = await world.ImportAsync(
            "events",
            "External Reference,Name,Producer\nQ1,\"Two\nlines, \"\"quoted\"\"\",Ours\nQ2,\"never closed,Ours\nQ3,Good,Ours\nQ4,\"Good, "
            + "too\",Ours\n\nQ5,Last,\"Ours\n");
        Assert.Equal((5, 3, 2), (outcome.Rows, outcome.Added, outcome.Refused));
        Assert.Equal([4L, 8L], Assert.Single(outcome.Refusals).Lines);
        Assert.Equal(
            ["Two\nlines, \"quoted\"", "Good", "Good, too"],
            await world.LinesAsync("select name from crm.events where external_reference like 'Q_' order by external_reference"));
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("PK\u0003\u0004workbook", "This workbook is damaged.")]
    [InlineData("%PDF-1.7", "This is a PDF, not a CSV file.")]
    [InlineData("\n\n", "The first line of the file does not name its columns.")]
    public async Task What_is_no_CSV_file_is_said_and_not_kept(string content, string why)
    {
        var before = await world.ScalarAsync<long>("select count(*) from stored_file_chunks");
        var refused = await Assert.ThrowsAsync<ImportException>(() => world.UploadAsync("customers", content));
        Assert.StartsWith(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await world.ScalarAsync<long>("select count(*) from stored_file_chunks"));
    }

    [Fact]
    public async Task A_line_without_end_is_refused_and_what_follows_it_is_not()
    {
        var outcome = await world.ImportAsync("events", $"External Reference,Name\nW1,Before\nW2,{new string('x', 5_000_000)}\nW3,After\n");
        Assert.Equal((3, 2, Problems.LongLine), (outcome.Rows, outcome.Added, Assert.Single(outcome.Refusals).Problem));
    }
}
