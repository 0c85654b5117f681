using System.Data;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure.Database;

/// <summary>The statements of ConnectionExtensions and DataSourceExtensions, on a connection and on a data source.</summary>
public sealed class StatementTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    private NpgsqlConnection connection = null!;

    private NpgsqlDataSource DataSource => database.DataSource;

    public async ValueTask InitializeAsync()
    {
        connection = await DataSource.OpenConnectionAsync(Cancel);
        await connection.RunAsync(
            "drop table if exists things; create table things (id integer primary key, name text, at timestamptz)", Cancel);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    [Fact]
    public async Task Running_a_statement_says_how_many_rows_it_changed()
    {
        Assert.Equal(2, await DataSource.RunAsync(
            "insert into things (id, name) values (1, @name), (2, @name)", new { name = "bell" }, Cancel));
        Assert.Equal(1, await connection.RunAsync("delete from things where id = @id", new { id = 2 }, Cancel));
        Assert.Equal(1, await DataSource.RunAsync("delete from things", Cancel));
    }

    [Fact]
    public async Task One_row_is_read_as_an_object_and_none_as_null()
    {
        const string ThingSql = "select id, name, at from things where id = @id";
        await connection.RunAsync("insert into things (id, name, at) values (1, 'bell', '2026-03-29T01:00Z')", Cancel);
        var expected = new Thing { Id = 1, Name = "bell", At = Instant.FromUtc(2026, 3, 29, 1, 0) };
        Assert.Equal(expected, await connection.ReadOneAsync<Thing>(ThingSql, new { id = 1 }, Cancel));
        Assert.Equal(expected, await DataSource.ReadOneAsync<Thing>("select id, name, at from things", Cancel));
        Assert.Null(await connection.ReadOneAsync<Thing>(ThingSql, new { id = 2 }, Cancel));
        Assert.Null(await DataSource.ReadOneAsync<long?>("select id from things where id = 2", Cancel));
    }

    [Fact]
    public async Task Several_rows_are_no_one_row()
    {
        const string TwoSql = "select * from generate_series(1, 2)";
        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.ReadOneAsync<int?>(TwoSql, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => DataSource.ReadSingleAsync<int>(TwoSql, Cancel));
    }

    [Fact]
    public async Task A_row_that_must_be_there_and_is_not_is_an_error()
    {
        Assert.Equal((3L, true), await connection.ReadSingleAsync<(long, bool)>("select @three::bigint, true", new { three = 3 }, Cancel));
        Assert.Equal((0L, false), await DataSource.ReadSingleAsync<(long, bool)>(
            "select count(*), bool_or(true) is true from things", Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.ReadSingleAsync<int>("select id from things", Cancel));
    }

    [Fact]
    public async Task All_rows_are_read_in_their_order()
    {
        await connection.RunAsync(
            "insert into things (id, name) select id, 'thing ' || id from unnest(@ids) id", new { ids = new[] { 3, 1, 2 } }, Cancel);
        Assert.Equal([1, 2, 3], await connection.ReadAllAsync<int>("select id from things order by id", Cancel));
        Assert.Equal(["thing 3", "thing 2"], await DataSource.ReadAllAsync<string>(
            "select name from things where id = any(@ids) order by id desc", new { ids = new[] { 2, 3 } }, Cancel));
        Assert.Equal([(1, "thing 1")], await DataSource.ReadAllAsync<(int, string)>("select id, name from things where id = 1", Cancel));
        Assert.Empty(await DataSource.ReadAllAsync<Thing>("select id, name, at from things where id = 9", Cancel));
    }

    [Fact]
    public async Task A_row_of_two_objects_is_split_where_the_second_begins()
    {
        const string PairsSql =
            """
            select 1 as id, 'bell' as name, 10 as part, 'clapper' as of_it
            union all select 2, 'stone', null, null
            order by id
            """;
        var onConnection = await connection.ReadAllAsync<Thing, PartRow?, (string, string?)>(
            PairsSql, null, "part", (thing, part) => (thing.Name, part?.OfIt), Cancel);
        Assert.Equal([("bell", "clapper"), ("stone", null)], onConnection);
        var onSource = await DataSource.ReadAllAsync<Thing, PartRow?, (string, string?)>(
            PairsSql, null, "part", (thing, part) => (thing.Name, part?.OfIt), Cancel);
        Assert.Equal(onConnection, onSource);
    }

    [Fact]
    public async Task Several_statements_are_read_in_one_round_trip()
    {
        const string BothSql = "select @first::text; select * from generate_series(1, @count)";
        var values = new { first = "bell", count = 3 };
        var (first, counted) = await connection.ReadResultsAsync(
            BothSql, values, async results => (await results.ReadSingleAsync<string>(), (await results.ReadAsync<int>()).ToList()), Cancel);
        Assert.Equal("bell", first);
        Assert.Equal([1, 2, 3], counted);
        Assert.Equal(3, await DataSource.ReadResultsAsync(
            BothSql,
            values,
            async results =>
            {
                await results.ReadSingleAsync<string>();
                return (await results.ReadAsync<int>()).Count();
            },
            Cancel));
    }

    [Fact]
    public async Task A_scalar_is_the_first_value_or_null()
    {
        Assert.Equal(5L, await connection.ScalarAsync<long>("select @five::bigint, 6", new { five = 5 }, Cancel));
        Assert.True(await DataSource.ScalarAsync<bool>("select true", Cancel));
        Assert.Null(await connection.ScalarAsync<long?>("select id from things", Cancel));
        Assert.Null(await DataSource.ScalarAsync<string?>("select null::text", Cancel));
    }

    [Fact]
    public async Task A_transaction_is_kept_once_its_work_is_done()
    {
        Assert.Equal(1, await connection.InTransactionAsync(
            inside => inside.RunAsync("insert into things (id) values (1)", Cancel), Cancel));
        await DataSource.InTransactionAsync(
            async inside =>
            {
                await inside.RunAsync("insert into things (id) values (2)", Cancel);
                Assert.Equal(1, await connection.ScalarAsync<long>("select count(*) from things", Cancel));
            },
            Cancel);
        Assert.Equal(2, await connection.ScalarAsync<long>("select count(*) from things", Cancel));
    }

    [Fact]
    public async Task A_transaction_whose_work_fails_or_whose_result_is_not_one_to_keep_leaves_nothing()
    {
        await Assert.ThrowsAsync<PostgresException>(() => connection.InTransactionAsync(
            async inside =>
            {
                await inside.RunAsync("insert into things (id) values (1)", Cancel);
                await inside.RunAsync("insert into things (id) values (1)", Cancel);
            },
            Cancel));
        Assert.Equal("refused", await DataSource.InTransactionAsync(
            async inside =>
            {
                await inside.RunAsync("insert into things (id) values (2)", Cancel);
                return "refused";
            },
            Cancel,
            keep: result => result == "done"));
        Assert.Empty(await connection.ReadAllAsync<int>("select id from things", Cancel));
    }

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted, "read committed")]
    [InlineData(IsolationLevel.RepeatableRead, "repeatable read")]
    public async Task A_transaction_has_the_isolation_that_was_asked_for(IsolationLevel isolation, string shown)
    {
        Assert.Equal(shown, await DataSource.InTransactionAsync(
            inside => inside.ScalarAsync<string>("show transaction_isolation", Cancel), Cancel, isolation: isolation));
        await connection.InTransactionAsync(
            async inside => Assert.Equal(shown, await inside.ScalarAsync<string>("show transaction_isolation", Cancel)), Cancel, isolation);
    }

    [Fact]
    public async Task A_limit_ends_a_statement_that_takes_longer_and_no_limit_is_endless()
    {
        const string SleepSql = "select pg_sleep(1.5)";
        var late = await Assert.ThrowsAnyAsync<NpgsqlException>(() => DataSource.RunAsync(SleepSql, Cancel, Limit));
        Assert.IsType<TimeoutException>(late.InnerException);
        await using var hasty = NpgsqlDataSource.Create(database.ConnectionString + ";Command Timeout=1;Pooling=false");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => hasty.RunAsync(SleepSql, Cancel));
        await hasty.RunAsync(SleepSql, Cancel, Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public async Task A_statement_is_abandoned_when_its_token_says_so()
    {
        using var soon = new CancellationTokenSource(Limit);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => DataSource.ScalarAsync<string>("select pg_sleep(30)::text", soon.Token));
    }

    private sealed record Thing
    {
        public int Id { get; init; }
        public string Name { get; init; } = "";
        public Instant At { get; init; }
    }

    private sealed record PartRow
    {
        public int Part { get; init; }
        public string OfIt { get; init; } = "";
    }
}
