using System.Text.RegularExpressions;

namespace CustomerListSchedules.Unit.Architecture;

/// <summary>Each table has one slice, or one room of Infrastructure, that writes it; whoever else does is named here, with why.</summary>
public sealed partial class TableOwnerTests
{
    private static readonly Dictionary<string, string[]> Owners = new()
    {
        ["Features/AddCustomerList"] = ["scheduled_lists", "scheduled_list_recipients", "scheduled_list_parts", "recipient_groups"],
        ["Features/AddIntegratedEmail"] = ["integrated_emails"],
        ["Features/BuildCustomerList"] = ["customer_lists", "customer_list_folders", "segments", "list_counts"],
        ["Features/Calendar"] = ["calendar_feeds"],
        ["Features/ChangeSettings"] = ["venue_settings", "sharing_preferences", "dotdigital_account"],
        ["Features/CreateSchedule"] = ["schedules", "schedule_versions", "performance_occurrences"],
        ["Features/DeliverSchedule"] =
            [
            "runs", "run_requests", "deliveries", "delivery_attempts", "messages", "message_attempts", "stored_size_alarms", "run_splits",
            "split_values_told", "delivered_members", "delivered_member_parts",
        ],
        ["Features/EraseCustomer"] = ["erased_customers"],
        ["Features/ImportData"] =
        [
            "data_imports", "import_mappings", "data_age_notices", "erasure_key", "crm.customers", "crm.customer_contact_preferences",
            "crm.customer_tags", "crm.data_loads",
        ],
        ["Features/KeepDrafts"] = ["drafts"],
        ["Features/NotifyStaff"] = ["notices"],
        ["Features/ReviewMailings"] = ["mailing_categories", "mailing_settings"],
        ["Features/RunCustomerList"] = ["list_exports"],
        ["Features/Sandbox"] =
        [
            "sandbox.dotdigital_address_books", "sandbox.dotdigital_arrivals", "sandbox.dotdigital_calls", "sandbox.dotdigital_campaigns",
            "sandbox.dotdigital_contacts", "sandbox.dotdigital_faults", "sandbox.dotdigital_imports", "sandbox.dotdigital_people",
            "sandbox.dotdigital_sends", "sandbox.dotdigital_settings",
        ],
        ["Features/SendIntegratedEmail"] = ["mailings", "mailing_pages", "mailing_steps", "crm.mailings_received"],
        ["Features/Shared"] = ["downloads", "quota_uses"],
        ["Features/SignIn"] = ["authenticators", "recovery_codes"],
        ["Features/TraceCustomerData"] = ["file_origins"],
        ["Infrastructure/Audit"] = ["audit"],
        ["Infrastructure/Database"] = ["schema_versions"],
        ["Infrastructure/Dotdigital"] = ["dotdigital_calls", "dotdigital_pauses", "dotdigital_tiers"],
        ["Infrastructure/Files"] = ["stored_files", "stored_file_chunks", "stored_file_members", "member_keys"],
        ["Infrastructure/Identity"] = ["users", "sessions", "sign_in_failures"],
    };

    private static readonly (string Table, string Writer, string Why)[] Exceptions =
    [
        ("customer_lists", "Features/DeliverSchedule", "a run notes the last count, in the transaction that ends it"),
        ("customer_lists", "Features/RunCustomerList", "a run from the explorer notes the last count, in the transaction that ends it"),
        ("customer_lists", "Features/SendIntegratedEmail", "a mailing notes the last count, in the transaction that ends it"),
        ("schedules", "Features/BrowseSchedules", "one press: pause, resume, owner, delete, bring back and copy, each with what it holds"),
        ("schedules", "Features/DeliverSchedule", "what is due advances, or is set aside, in the transaction that makes its run"),
        ("scheduled_lists", "Features/BrowseSchedules", "a schedule is deleted, brought back and copied with all that it holds"),
        ("scheduled_list_recipients", "Features/BrowseSchedules", "a schedule is copied with all that it holds"),
        ("scheduled_list_parts", "Features/BrowseSchedules", "a schedule is copied with all that it holds"),
        ("integrated_emails", "Features/BrowseSchedules", "a schedule is deleted, brought back and copied with all that it holds"),
        ("runs", "Features/SendIntegratedEmail", "a claim of a mailing starts its run, in one statement; a higher slice's table"),
        ("mailings", "Features/ChangeSettings", "another API user of the same account keeps what it made; a higher slice's table"),
        ("file_origins", "Features/DeliverSchedule", "a file is traced in the transaction that completes it"),
        ("file_origins", "Features/RunCustomerList", "a file is traced in the transaction that completes it; a slice of the same floor"),
        ("stored_files", "Features/DeliverSchedule", "who revoked a file, and why; a newer file of a report ends the earlier"),
        ("stored_files", "Features/TraceCustomerData", "rows of files outlive the files for as long as they are traced"),
        ("stored_files", "Features/ImportData", "the name of a file is forgotten with the import of which it was, when a person is erased"),
        ("stored_file_members", "Features/TraceCustomerData", "the register is deleted with the trace, in one statement"),
        ("crm.customers", "Features/EraseCustomer", "erasing is the one deletion that no file asks for"),
        ("venue_settings", "Features/ReviewMailings", "the venue's Output Template is a page of Mailings"),
        ("venue_settings", "Features/DeliverSchedule", "the version of the time zones that occurrences were worked out with"),
        ("venue_settings", "Features/SetUp", "the first administrator closes the set-up; a lower slice"),
        ("venue_settings", "Infrastructure/Identity", "which keys protect what is stored; Infrastructure knows no slice"),
        ("users", "Features/SignIn", "security stamp and a hash that is made anew, set without reading the account"),
        ("users", "Features/ManageUsers", "a role that was added ends sessions without a second step; all sample accounts are deactivated"),
        ("authenticators", "Features/ManageUsers", "an administrator resets a colleague's second step, in Identity's transaction"),
        .. SampleData("crm.data_loads", "customer_lists", "customer_list_folders", "segments", "schedules", "scheduled_lists",
            "scheduled_list_recipients", "integrated_emails", "mailing_categories", "runs", "deliveries", "messages", "stored_files",
            "downloads", "mailings", "mailing_steps", "data_imports", "audit", "recipient_groups"),
    ];

    private static readonly HashSet<string> Temporary = [.. Sources()
        .SelectMany(source => TemporaryTable().Matches(source.Text).Select(match => match.Groups[1].Value))];

    private static readonly IReadOnlyList<(string File, string Writer, string Table)> Writes =
    [
        .. from source in Sources()
           from Match write in Write().Matches(source.Text)
           let table = write.Groups[1].Value
           where !Temporary.Contains(table)
           select (source.File, Writer(source.File), table),
    ];

    [Fact]
    public void Each_table_has_one_slice_that_writes_it()
    {
        Assert.True(Writes.Count > 100, "Where no write is found, none can be wrong.");
        House.AssertNone(
            from write in Writes
            where !IsDynamic(write.Table) && OwnerOf(write.Table) != write.Writer
                && !Exceptions.Any(exception => exception.Table == write.Table && exception.Writer == write.Writer)
            select $"{write.File} writes {write.Table}, which {OwnerOf(write.Table) ?? "nobody"} owns");
    }

    /// <summary>The queue writes leases and ends for the slice that gives it its kind of work.</summary>
    [Fact]
    public void Only_an_import_and_the_work_queue_write_tables_that_their_kind_names() =>
        House.AssertNone(Writes
            .Where(write => IsDynamic(write.Table)
            && write.Writer != "Features/ImportData"
            && write.File != "Infrastructure/Scheduling/WorkQueue.cs")
            .Select(write => write.File));

    [Fact]
    public void Every_owner_and_every_exception_is_in_use()
    {
        var written = Writes.Select(write => (write.Table, write.Writer)).ToHashSet();
        House.AssertNone(
            Owners.SelectMany(owner => owner.Value.Select(table => (Table: table, Writer: owner.Key)))
                .Where(owner => owner.Writer != "Infrastructure/Identity") // Identity writes its own through Entity Framework.
                .Concat(Exceptions.Select(exception => (exception.Table, exception.Writer)))
                .Where(named => !written.Contains(named) && named is not ("crm.customers", "Features/ImportData"))
                .Select(named => $"{named.Writer} does not write {named.Table}"));
    }

    private static IEnumerable<(string Table, string Writer, string Why)> SampleData(params string[] tables) =>
        tables.Select(table => (table, "Features/SetUp", "sample data fills an empty database, as a restored one is"));

    private static string? OwnerOf(string table) => Owners.SingleOrDefault(owner => owner.Value.Contains(table)).Key;

    private static bool IsDynamic(string table) => table.StartsWith('{');

    private static string Writer(string file) => string.Join('/', file.Split('/').Take(2));

    private static IEnumerable<(string File, string Text)> Sources() =>
        House.Files("Features", "*.cs").Concat(House.Files("Infrastructure", "*.cs"))
            .Select(file => (file, Comment().Replace(House.Read(file), "")));

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    // An update is one where set follows: "for update", "do update set" and words for people are none. A kind of work names the table that
    // the queue writes for its slice.
    [GeneratedRegex(
        @"\b(?:Table = ""|(?:insert into|delete from|merge into|truncate(?: table)?)\s+"
        + @"|update\s+(?=(?:only\s+)?[\w.{}]+(?:\s+(?:as\s+)?(?!set\b)[a-z_]+)?\s+set\b))"
        + @"(\{[\w.]+\}|[a-z_]+(?:\.[a-z_]+)?)")]
    private static partial Regex Write();

    [GeneratedRegex(@"create temp(?:orary)? table (?:if not exists )?(\w+)")]
    private static partial Regex TemporaryTable();
}
