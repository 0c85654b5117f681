using System.Collections.Concurrent;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;

namespace CustomerListSchedules.Integration.Infrastructure.Scheduling;

public sealed class WorkQueueTests : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly Chores chores;
    private readonly WorkQueue<Chore> queue;

    public WorkQueueTests(TestDatabase database)
    {
        chores = new Chores(database.DataSource);
        queue = chores.Queue();
    }

    public async ValueTask InitializeAsync() => await chores.CreateAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_taken_in_its_order_and_nobody_gets_it_twice()
    {
        await chores.AddAsync(Duration.FromMinutes(-1), "second", "third");
        await chores.AddAsync(Duration.FromMinutes(-2), "first");
        await chores.AddAsync("last");

        Assert.Equal(["first", "second", "third"], Titles(await queue.ClaimAsync(3, Stop)));
        Assert.Equal(["last"], Titles(await queue.ClaimAsync(3, Stop)));
        Assert.Empty(await queue.ClaimAsync(3, Stop));
        Assert.Equal(("doing", 1, true), await StandingAsync("first"));
    }

    [Fact]
    public async Task What_is_not_due_yet_waits()
    {
        await chores.AddAsync(Duration.FromMinutes(5), "later");
        Assert.Empty(await queue.ClaimAsync(1, Stop));
        chores.Clock.Now += Duration.FromMinutes(5);
        Assert.Equal(["later"], Titles(await queue.ClaimAsync(1, Stop)));
    }

    [Fact]
    public async Task A_kind_says_which_pieces_come_first_and_which_not_at_all()
    {
        await chores.AddAsync("b", "a", "not this");
        var choosy = chores.Queue(kind => kind with { Order = "title", Only = "title <> 'not this'" });
        Assert.Equal(["a"], Titles(await choosy.ClaimAsync(1, Stop)));
        Assert.Equal(["b"], Titles(await choosy.ClaimAsync(5, Stop)));
    }

    [Fact]
    public async Task A_row_that_a_transaction_holds_is_passed_over_and_not_waited_for()
    {
        await chores.AddAsync("held", "free");
        await using var connection = await chores.DataSource.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await using (var hold = connection.CreateCommand())
        {
            hold.CommandText = "select from chores where title = 'held' for update";
            await hold.ExecuteNonQueryAsync(Stop);
        }

        Assert.Equal(["free"], Titles(await queue.ClaimAsync(5, Stop)));
    }

    [Fact]
    public async Task Nodes_that_claim_at_the_same_time_share_everything_and_do_each_piece_once()
    {
        await chores.AddAsync([.. Enumerable.Range(1, 300).Select(i => $"chore {i}")]);
        var done = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(1, 6).Select(_ => Task.Run(WorkAsync, Stop)));
        Assert.Equal(300, done.Count);
        Assert.Equal(300, done.Distinct().Count());

        async Task WorkAsync()
        {
            var node = chores.Queue();
            while (await node.ClaimAsync(7, Stop) is { Count: > 0 } batch)
            {
                foreach (var chore in batch)
                {
                    done.Add(chore.Title);
                    Assert.True(await EndAsync(node, chore));
                }
            }
        }
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_taken_over_and_who_had_it_can_write_nothing()
    {
        await chores.AddAsync("contested");
        var dead = await OneAsync();
        await chores.LapseAsync();
        var heir = await OneAsync();
        Assert.Equal(dead.Attempt + 1, heir.Attempt);

        await queue.GiveBackAsync(dead);
        Assert.False(await chores.OnAsync(on => queue.StoreAsync(on, dead, "note = 'stale'", null, Stop)));
        Assert.False(await EndAsync(queue, dead));
        Assert.False(await chores.OnAsync(on => queue.WaitAsync(on, dead, chores.Clock.Now, "note = 'stale'", null, Stop)));
        Assert.False(await chores.OnAsync(on => queue.FailAsync(on, dead, true, "note = 'stale'", null, Stop)));
        Assert.Null(await chores.OnAsync(on => queue.RenewAsync<string>(on, dead, "note = 'stale'", null, "w.state", Stop)));
        Assert.Null(await queue.ReadAsync(dead, Stop));
        Assert.Equal(("doing", heir.Attempt, true), await StandingAsync("contested"));
        Assert.Null((await chores.RowAsync("contested")).Note);

        Assert.True(await EndAsync(queue, heir));
        Assert.Equal(("done", heir.Attempt, false), await StandingAsync("contested"));
    }

    [Fact]
    public async Task Once_ended_a_piece_is_ended_for_whoever_ended_it_too()
    {
        await chores.AddAsync("over");
        var chore = await OneAsync();
        Assert.True(await EndAsync(queue, chore));
        Assert.False(await EndAsync(queue, chore));
        await queue.GiveBackAsync(chore);
        Assert.Equal(("done", 1, false), await StandingAsync("over"));
    }

    [Fact]
    public async Task What_is_written_in_a_transaction_that_is_not_committed_leaves_the_piece_held()
    {
        await chores.AddAsync("torn");
        var chore = await OneAsync();
        await using (var connection = await chores.DataSource.OpenConnectionAsync(Stop))
        {
            await using var transaction = await connection.BeginTransactionAsync(Stop);
            Assert.True(await queue.EndAsync(connection, chore, "state = 'done'", null, Stop));
        }

        Assert.Equal(("doing", 1, true), await StandingAsync("torn"));
    }

    [Fact]
    public async Task A_failure_is_tried_again_after_1_5_15_and_60_minutes_and_then_given_up()
    {
        await chores.AddAsync("hard");
        foreach (var minutes in (int[])[1, 5, 15, 60])
        {
            await FailAsync(await OneAsync(), mayPass: true);
            Assert.Equal(chores.Clock.Now + Duration.FromMinutes(minutes), (await chores.RowAsync("hard")).NextAttemptAt);
            chores.Clock.Now += Duration.FromMinutes(minutes) - Duration.FromSeconds(1);
            Assert.Empty(await queue.ClaimAsync(1, Stop));
            chores.Clock.Now += Duration.FromSeconds(1);
        }

        await FailAsync(await OneAsync(), mayPass: true);
        var row = await chores.RowAsync("hard");
        Assert.Equal(("failed", 5, 5, false, "given up"), (row.State, row.Attempt, row.Failures, row.Leased, row.Note));
        chores.Clock.Now += Duration.FromDays(1);
        Assert.Empty(await queue.ClaimAsync(1, Stop));
    }

    [Fact]
    public async Task A_failure_that_trying_again_does_not_mend_is_given_up_at_once()
    {
        await chores.AddAsync("hopeless");
        await FailAsync(await OneAsync(), mayPass: false);
        Assert.Equal(("failed", 1, false), await StandingAsync("hopeless"));
    }

    [Fact]
    public async Task What_waits_of_its_own_accord_has_not_failed()
    {
        await chores.AddAsync("patient");
        var chore = await OneAsync();
        var until = chores.Clock.Now + Duration.FromSeconds(30);
        Assert.True(await chores.OnAsync(on => queue.WaitAsync(on, chore, until, "note = @note", new { note = "asked" }, Stop)));
        var row = await chores.RowAsync("patient");
        Assert.Equal(("waiting", 0, false, "asked", until), (row.State, row.Failures, row.Leased, row.Note, row.NextAttemptAt));
    }

    [Fact]
    public async Task What_is_wanted_again_waits_from_now_on_with_all_its_attempts_before_it()
    {
        await chores.AddAsync("again");
        await FailAsync(await OneAsync(), mayPass: false);
        await chores.RunAsync($"update chores set {WorkAgain.SetSql}", new { now = chores.Clock.Now });
        var chore = await OneAsync();
        Assert.Equal((2, 0), (chore.Attempt, chore.Failures));
    }

    [Fact]
    public async Task A_piece_that_goes_on_keeps_what_is_stored_and_is_read_again_as_it_is()
    {
        await chores.AddAsync("long");
        var chore = await OneAsync();
        Assert.True(await chores.OnAsync(on =>
            queue.StoreAsync(on, chore, "title = @title, progress = 3", new { title = "longer" }, Stop)));
        Assert.Equal(chore with { Title = "longer" }, await queue.ReadAsync(chore, Stop));
        Assert.Equal(("doing", 1, true), await StandingAsync("longer"));
        Assert.Equal("4", await chores.OnAsync(on =>
            queue.RenewAsync<string>(on, chore, "progress = progress + 1", null, "w.progress::text", Stop)));
    }

    [Fact]
    public async Task Work_that_is_done_is_renewed_while_it_lasts_and_shows_how_far_it_is()
    {
        await chores.AddAsync("slow");
        var rows = 0;
        var brisk = chores.Queue(kind => kind with { Lease = TimeSpan.FromSeconds(1), WhenRenewed = "progress = @rows" });
        Assert.True(await brisk.WorkAsync(
            1,
            async (chore, lease) =>
            {
                lease.Progress = () => new { rows = Volatile.Read(ref rows) };
                Interlocked.Exchange(ref rows, 41);
                await Patience.UntilAsync(async () => (await chores.RowAsync("slow")).Progress == 41);
                Interlocked.Exchange(ref rows, 42);
                var began = TimeProvider.System.GetTimestamp();
                await Patience.UntilAsync(async () => (await chores.RowAsync("slow")).Progress == 42
                    && TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(1.5));
                // Longer than the lease: without a renewal somebody else would have it by now.
                Assert.Empty(await queue.ClaimAsync(1, Stop));
                Assert.True(await EndAsync(brisk, chore));
            },
            (_, e) => throw new InvalidOperationException("It did not fail.", e),
            Stop));
        Assert.Equal(("done", 1, false), await StandingAsync("slow"));
        Assert.False(await brisk.WorkAsync(1, (_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask, Stop));
    }

    [Fact]
    public async Task Work_that_was_taken_over_is_stopped_and_has_not_failed()
    {
        await chores.AddAsync("lost");
        var brisk = chores.Queue(kind => kind with { Lease = TimeSpan.FromSeconds(1) });
        Assert.True(await brisk.WorkAsync(
            1,
            async (chore, lease) =>
            {
                await chores.RunAsync("update chores set attempt = attempt + 1");
                await Task.Delay(Timeout.Infinite, lease.Token);
            },
            (_, e) => throw new InvalidOperationException("It did not fail.", e),
            Stop));
        Assert.Equal(("doing", 2, 0), await Of("lost", row => (row.State, row.Attempt, row.Failures)));
    }

    [Fact]
    public async Task Work_that_finds_itself_lost_at_its_end_has_not_failed()
    {
        await chores.AddAsync("lost");
        await queue.WorkAsync(
            1, (_, _) => throw new WorkLostException(), (_, e) => throw new InvalidOperationException("It did not fail.", e), Stop);
        Assert.Equal(("doing", 1, true), await StandingAsync("lost"));
    }

    [Fact]
    public async Task Work_that_throws_has_failed_as_its_kind_says()
    {
        await chores.AddAsync("broken");
        Assert.True(await queue.WorkAsync(
            1,
            (_, _) => throw new InvalidOperationException("a spanner"),
            (chore, e) => chores.OnAsync(on => queue.FailAsync(on, chore, true, "note = @Message", new { e.Message }, Stop)),
            Stop));
        var row = await chores.RowAsync("broken");
        Assert.Equal(("waiting", 1, "a spanner"), (row.State, row.Failures, row.Note));
    }

    [Fact]
    public async Task A_stop_gives_work_back_at_once_without_a_failure()
    {
        await chores.AddAsync("interrupted");
        using var host = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Assert.True(await queue.WorkAsync(
            1,
            async (_, lease) =>
            {
                await host.CancelAsync();
                await Task.Delay(Timeout.Infinite, lease.Token);
            },
            (_, e) => throw new InvalidOperationException("It did not fail.", e),
            host.Token));
        Assert.Equal(("waiting", 0, false), await Of("interrupted", row => (row.State, row.Failures, row.Leased)));
        Assert.Equal(2, (await OneAsync()).Attempt);
    }

    [Fact]
    public async Task A_kind_writes_what_is_its_own_with_a_claim_and_with_giving_back()
    {
        await chores.AddAsync("noted");
        var noting = chores.Queue(kind => kind with
        {
            WhenClaimed = "progress = 0, note = w.state",
            AlsoWhenClaimed =
                "other as (insert into chores (title, next_attempt_at) select 'of ' || title, @now + interval '1 hour' from claimed)",
            WhenGivenBack = "progress = null",
            AlsoWhenGivenBack = "update chores set note = 'given back at attempt ' || given.attempt from given where title = 'of noted'",
        });
        var chore = Assert.Single(await noting.ClaimAsync(1, Stop));
        Assert.Equal((0, "waiting"), await Of("noted", row => (row.Progress, row.Note)));
        await noting.GiveBackAsync(chore);
        Assert.Null((await chores.RowAsync("noted")).Progress);
        Assert.Equal("given back at attempt 1", (await chores.RowAsync("of noted")).Note);
    }

    [Fact]
    public async Task A_piece_that_ends_whoever_works_on_it_is_given_up_where_its_kind_says_so()
    {
        await chores.AddAsync("poison");
        var wary = chores.Queue(kind => kind with { MostDeaths = 2 });
        foreach (var deaths in (int[])[0, 1])
        {
            Assert.Equal(deaths, Assert.Single(await wary.ClaimAsync(1, Stop)).Failures);
            await chores.LapseAsync();
        }

        Exception? why = null;
        Assert.True(await wary.WorkAsync(
            1,
            (_, _) => throw new InvalidOperationException("It was done all the same."),
            (chore, e) =>
            {
                why = e;
                return chores.OnAsync(on => wary.FailAsync(on, chore, false, "note = 'poison'", null, Stop));
            },
            Stop));
        Assert.IsType<WorkersDiedException>(why);
        Assert.Equal(("failed", "poison"), await Of("poison", row => (row.State, row.Note)));
    }

    [Fact]
    public async Task A_piece_is_taken_up_however_often_its_worker_died_where_its_kind_says_nothing()
    {
        await chores.AddAsync("unlucky");
        for (var i = 1; i <= 10; i++)
        {
            Assert.Equal((i, 0), await OneAsync() is var chore ? (chore.Attempt, chore.Failures) : default);
            await chores.LapseAsync();
        }
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_batch_gives_back_the_rest_of_it()
    {
        await chores.AddAsync("one", "two", "three");
        using var host = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Assert.True(await queue.WorkAsync(
            3,
            async (chore, _) =>
            {
                await host.CancelAsync();
                Assert.True(await EndAsync(queue, chore)); // What has an end by then keeps it.
            },
            (_, e) => throw new InvalidOperationException("It did not fail.", e),
            host.Token));
        Assert.Equal("done", (await chores.RowAsync("one")).State);
        foreach (var title in (string[])["two", "three"])
        {
            Assert.Equal(("waiting", 0, false), await Of(title, row => (row.State, row.Failures, row.Leased)));
        }
    }

    [Fact]
    public async Task Where_one_piece_is_worked_on_at_a_time_the_second_of_two_claims_finds_nothing()
    {
        await chores.RunAsync("create unique index chores_one_at_a_time on chores (state) where state = 'doing'");
        await chores.AddAsync("one", "two");
        var single = chores.Queue(kind => kind with { OneAtATime = true });
        Assert.Single(await single.ClaimAsync(1, Stop));
        Assert.Empty(await single.ClaimAsync(1, Stop));
        Assert.Equal(("waiting", 0, false), await StandingAsync("two"));
    }

    private static IEnumerable<string> Titles(IEnumerable<Chore> batch) => batch.Select(chore => chore.Title);

    private async Task<Chore> OneAsync() => Assert.Single(await queue.ClaimAsync(1, Stop));

    private Task<bool> EndAsync(WorkQueue<Chore> node, Chore chore) =>
        chores.OnAsync(on => node.EndAsync(on, chore, "state = @state", new { state = "done" }, Stop));

    private async Task FailAsync(Chore chore, bool mayPass) => Assert.True(await chores.OnAsync(on => queue.FailAsync(
        on, chore, mayPass, "note = case when @retryAt::timestamptz is null then 'given up' else 'later' end", null, Stop)));

    private Task<(string State, int Attempt, bool Held)> StandingAsync(string title) =>
        Of(title, row => (row.State, row.Attempt, row.Held));

    private async Task<T> Of<T>(string title, Func<Chores.Row, T> what) => what(await chores.RowAsync(title));
}
