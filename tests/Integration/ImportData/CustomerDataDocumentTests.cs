using System.Text.RegularExpressions;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.ImportData.Kinds;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>docs/customer-data.md is the contract: it says of each table, column and type what the database has.</summary>
public sealed partial class CustomerDataDocumentTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs/customer-data.md"));

    [Fact]
    public async Task The_document_has_every_table_and_column_with_its_type_in_order_and_no_other()
    {
        var schema = await world.LinesAsync(
            """
            select format('crm.%s %s %s', c.relname, a.attname,
              replace(replace(format_type(a.atttypid, a.atttypmod), 'character varying', 'varchar'), 'timestamp with time zone',
                'timestamptz'))
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
            where c.relnamespace = 'crm'::regnamespace and a.attnum > 0 and not a.attisdropped
            order by c.relname, a.attnum
            """);
        Assert.Equal(
            schema.Select(Plain), Described().OrderBy(table => table.Table, StringComparer.Ordinal).SelectMany(table => table.Columns));
    }

    [Fact]
    public void The_document_names_every_kind_and_option_of_the_command_line()
    {
        Assert.All(ImportKinds.All, kind => Assert.Contains(kind.Key, Document, StringComparison.Ordinal));
        Assert.All(
            Option().Matches(ImportArguments.Usage).Select(match => match.Value),
            option => Assert.Contains(option, Document, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_example_runs_as_it_stands_and_makes_the_data_fresh()
    {
        await world.ExecuteAsync(
            "insert into crm.events (external_reference, name) "
            + "values ('E1', 'Play'); insert into crm.event_instances (external_reference, event_id, starts_at) select 'I1', id, now() "
            + "from crm.events");
        var example = Sql().Matches(Document).Single(match => match.Value.Contains("begin;", StringComparison.Ordinal)).Groups[1].Value;
        await world.ExecuteAsync(example);
        await world.ExecuteAsync(example);
        Assert.Equal(
            "Ada Lovelace 37.00",
            await world.ScalarAsync<string>(
                "select c.name || ' ' || b.amount from crm.bookings b join crm.customers c on c.id = b.customer_id"));
        Assert.Equal("Nightly feed", (await world.SendAsync(new GetDataAge())).Source);
    }

    private static IEnumerable<(string Table, IEnumerable<string> Columns)> Described() =>
        from section in Section().Matches(Document)
        let table = section.Groups[1].Value
        select (table, Row().Matches(section.Value).Select(row => Plain($"{table} {row.Groups[1].Value} {row.Groups[2].Value}")));

    private static string Plain(string words) => words.Replace(", ", ",", StringComparison.Ordinal);

    [GeneratedRegex(@"^### (crm\.\w+)\n(?:(?!^##).*\n)*", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sql();

    [GeneratedRegex(@"--[a-z][a-z-]+")]
    private static partial Regex Option();
}
