using System.Globalization;
using CustomerListSchedules.Benchmarks.Exports;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Files;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Imports;

/// <summary>A CSV file of sample customers, and the two ways of bringing it into crm.customers.</summary>
internal static class CustomerFile
{
    private const string Columns =
        "external_reference, title, first_name, last_name, salutation, letter_salutation, email, phone, mobile, address_line_1, town, "
        + "county, postcode, country, birth_date, created_at";

    public static async Task<string> WriteAsync(BenchmarkServer server, int rows)
    {
        var file = Path.Combine(server.Scratch, $"customers-{rows}.csv");
        if (!File.Exists(file))
        {
            var source = await Customers.DatabaseAsync(server, rows);
            Psql(source, $"\\copy (select {Columns} from crm.customers order by id) to '{file}' with (format csv, header)");
        }

        return file;
    }

    /// <summary>A migrated database without customers.</summary>
    public static Task<string> EmptyAsync(BenchmarkServer server, string name) => server.DatabaseAsync(name, _ => Task.CompletedTask);

    /// <summary>The same customers in a workbook.</summary>
    public static async Task<string> WriteWorkbookAsync(BenchmarkServer server, int rows)
    {
        var file = Path.Combine(server.Scratch, $"customers-{rows}.xlsx");
        if (!File.Exists(file))
        {
            await using var source = NpgsqlDataSource.Create(await Customers.DatabaseAsync(server, rows));
            await using var command = source.CreateCommand($"select {Columns} from crm.customers order by id");
            await using var customers = await command.ExecuteReaderAsync();
            await using var output = File.Create(file);
            FileWriters.For("xlsx").Write(
                output, customers, 0, [.. Columns.Split(", ").Select(column => new FileColumn(column, column switch
                {
                    "birth_date" => FileColumnKind.Date,
                    "created_at" => FileColumnKind.Instant,
                    _ => FileColumnKind.Text,
                }))],
                DateTimeZoneProviders.Tzdb["Europe/London"], _ => { }, CancellationToken.None);
        }

        return file;
    }

    /// <summary>psql's time to read the file into the table, its indexes kept, and its text taken as it is, as an import's is.</summary>
    public static void PsqlCopy(string database, string file) =>
        Psql(database, "set crm.tidied = 'yes'", $"\\copy crm.customers ({Columns}) from '{file}' with (format csv, header)");

    public static void Psql(string database, params string[] commands)
    {
        var parts = new NpgsqlConnectionStringBuilder(database);
        BenchmarkServer.Run(
            "psql",
            [
                "-h", parts.Host!, "-U", "postgres", "-d", parts.Database!, "-q", "-v", "ON_ERROR_STOP=1",
                .. commands.SelectMany(command => new[] { "-c", command }),
            ]);
    }

    public static void Empty(string database)
    {
        Psql(database, "truncate crm.customers restart identity cascade");
        Psql(database, "checkpoint");
    }

    /// <summary>From the file on disk to the committed import, as the command line does it: stored encrypted, then imported.</summary>
    public static ImportOutcome Import(Node node, string file, bool dryRun = false)
    {
        long id;
        using (var content = File.OpenRead(file))
        {
            id = node.Send(new UploadImport("customers", Path.GetFileName(file), content, Actor.System));
        }

        var import = node.Send(new GetImport(id))!;
        Expect(node.Send(new CheckImport(id, import.Version, import.Settings, Actor.System)));
        if (!dryRun)
        {
            // The benchmark's file is known to be good: the check that a person would look at is left out of the time.
            node.Execute(FormattableString.Invariant($"update data_imports set dry_run = false where id = {id}"));
        }

        node.Send(new WorkOnImport());
        import = node.Send(new GetImport(id))!;
        return import.Outcome
            ?? throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"The import is {import.State}: {import.Reason}"));
    }

    private static void Expect(ImportChange? change)
    {
        if (change is not ImportChange.Done)
        {
            throw new InvalidOperationException($"The import is {change}.");
        }
    }
}
