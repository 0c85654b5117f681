using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure.Files;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>The list that is exported: everyone, ten columns, ordered.</summary>
internal static class Customers
{
    public const string Sql =
        "select name, first_name, last_name, email, postcode, phone, id, town, birth_date, created_at from crm.customers order by name, id";

    /// <summary>The same columns by their keys in the catalogue.</summary>
    public const string Keys = "{name,first_name,last_name,email,postcode,phone,customer_id,town,birth_date,created}";

    public static readonly IReadOnlyList<FileColumn> Columns =
    [
        new("Name", FileColumnKind.Text), new("First Name", FileColumnKind.Text), new("Last Name", FileColumnKind.Text),
        new("Email", FileColumnKind.Text), new("Postcode", FileColumnKind.Text), new("Phone", FileColumnKind.Text),
        new("Customer ID", FileColumnKind.Integer), new("Town", FileColumnKind.Text), new("Birth Date", FileColumnKind.Date),
        new("Created", FileColumnKind.Instant),
    ];

    public static Task<string> DatabaseAsync(BenchmarkServer server, int rows) =>
        server.DatabaseAsync($"customers_{rows}", async connection =>
        {
            var now = Instant.FromUtc(2026, 12, 1, 9, 0);
            new SampleCustomers(rows, now).Write(connection, now.InUtc().Date);
            await using var vacuum = new NpgsqlCommand("vacuum (analyze, freeze) crm.customers", connection) { CommandTimeout = 0 };
            await vacuum.ExecuteNonQueryAsync();
        });

    /// <summary>Runs a writer over the query as a file export would.</summary>
    public static FileWritten Export(string connectionString, string format, Stream output)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = new NpgsqlCommand(Sql, connection) { CommandTimeout = 0 };
        using var rows = command.ExecuteReader();
        return FileWriters.For(format)
            .Write(output, rows, 0, Columns, DateTimeZoneProviders.Tzdb["Europe/London"], _ => { }, CancellationToken.None);
    }
}
