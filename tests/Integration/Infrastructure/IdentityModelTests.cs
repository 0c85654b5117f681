using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CustomerListSchedules.Integration.Infrastructure;

/// <summary>EF Core's model of Identity against the tables that our own SQL makes.</summary>
public sealed class IdentityModelTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string ColumnsSql =
        """
        select format('%s.%s %s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null'
          else '' end)
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any(@tables) and a.attnum > 0
          and not a.attisdropped
        """;

    private const string KeysSql =
        """
        select c.relname || ' ' || (
          select string_agg(a.attname, ', ' order by k.place)
          from unnest(i.indkey) with ordinality k (attnum, place)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum)
        from pg_index i
        join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'public'::regnamespace and c.relname = any(@tables) and i.indisunique and i.indexprs is null
        """;

    private const string ReferencesSql =
        """
        select format('%s -> %s %s', conrelid::regclass, confrelid::regclass, confdeltype)
        from pg_constraint
        where contype = 'f' and conrelid::regclass::text = any(@tables)
        """;

    [Fact]
    public async Task Columns_types_and_nullability_are_the_models()
    {
        var expected = Tables().SelectMany(table => table.Columns.Select(column =>
            $"{table.Name}.{column.Name} {column.StoreType}{(column.IsNullable ? "" : " not null")}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), await ReadAsync(ColumnsSql));
    }

    [Fact]
    public async Task What_the_model_calls_unique_is_unique()
    {
        var expected = Tables().SelectMany(table =>
            table.UniqueConstraints.Select(key => $"{table.Name} {string.Join(", ", key.Columns.Select(column => column.Name))}")
                .Concat(table.Indexes.Where(index => index.IsUnique)
                .Select(index => $"{table.Name} {string.Join(", ", index.Columns.Select(column => column.Name))}")));
        Assert.Equal(expected.Order(StringComparer.Ordinal), await ReadAsync(KeysSql));
    }

    [Fact]
    public async Task What_belongs_to_an_account_or_a_role_goes_with_it()
    {
        var expected = Tables().SelectMany(table => table.ForeignKeyConstraints.Select(key =>
            $"{table.Name} -> {key.PrincipalTable.Name} "
            + $"{(key.OnDeleteAction == Microsoft.EntityFrameworkCore.Migrations.ReferentialAction.Cascade ? "c" : "a")}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), await ReadAsync(ReferencesSql));
    }

    private List<ITable> Tables()
    {
        using var context = new DatabaseContext(new DbContextOptionsBuilder<DatabaseContext>().UseNpgsql(database.DataSource).Options);
        List<ITable> tables = [.. context.Model.GetRelationalModel().Tables];
        Assert.Equal(7, tables.Count);
        return tables;
    }

    private async Task<IEnumerable<string>> ReadAsync(string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var rows = await connection.QueryAsync<string>(sql, new { tables = Tables().Select(table => table.Name).ToArray() });
        return rows.Order(StringComparer.Ordinal);
    }
}
