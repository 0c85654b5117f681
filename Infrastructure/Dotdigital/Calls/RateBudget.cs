using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Dotdigital.Calls;

/// <summary>
/// One budget of calls for all workers of all nodes, kept in the database. A call counts from before it begins until a minute (an hour)
/// after its end, so that no minute (hour) as Dotdigital sees it holds more calls than the limit. Limits are those that Dotdigital's
/// answers name, a tier each; those of the configuration are on all calls together.
/// </summary>
public sealed class RateBudget(NpgsqlDataSource dataSource, DotdigitalOptions options)
{
    /// <summary>A call that may be made.</summary>
    /// <param name="Id">To say its end by; 0 when it may not be made yet.</param>
    /// <param name="Wait">Zero, or how long to wait before asking again.</param>
    public readonly record struct Turn(long Id, Duration Wait);

    private const string LockSql =
        """
        insert into dotdigital_pauses (api_user, tier, until) values (@user, '', '-infinity') on conflict do nothing;
        select 1 from dotdigital_pauses where api_user = @user and tier = '' for update;
        delete from dotdigital_calls where api_user = @user and counts_from < clock_timestamp() - interval '1 hour';
        """;

    // Looks at when enough calls will have ceased to count for one more; one that is under way may end now, and may turn out to be of any
    // tier. So may the one that is asked for while its tier is not known: it needs room in each.
    private const string TakeSql =
        """
        with known as (
          select tier, calls_per_minute from dotdigital_tiers where api_user = @user and call = @call
        ), tiers as (
          select tier, coalesce(calls_per_minute, @cautious) as a_minute from known
          union all
          select '', @cautious where not exists (select from known)
          union all
          select tier, coalesce(min(calls_per_minute), @cautious) from dotdigital_tiers where api_user = @user
            and not exists (select from known) group by tier
        ), asked as (
          select coalesce((select tier from known), '') as tier
        ), waits as (
          select asked.tier, greatest(
            (select max(until) from dotdigital_pauses p where p.api_user = @user and (p.tier = '' or p.tier in (select tier from tiers))),
            (select max(a_call.ends) + interval '1 minute' from tiers t cross join lateral (
               select least(c.counts_from, clock_timestamp()) as ends from dotdigital_calls c where c.api_user = @user and c.tier
                 in ('', t.tier)
               order by c.counts_from desc offset greatest(t.a_minute - case when @spare then t.a_minute / 10 else 0 end, 1) - 1
                 limit 1) a_call),
            (select least(c.counts_from, clock_timestamp()) + interval '1 minute' from dotdigital_calls c where c.api_user = @user
             order by c.counts_from desc offset greatest(@perMinute - case when @spare then @perMinute / 10 else 0 end, 1) - 1 limit 1),
            (select least(c.counts_from, clock_timestamp()) + interval '1 hour' from dotdigital_calls c where c.api_user = @user
             order by c.counts_from desc offset @perHour - 1 limit 1)) as until
          from asked
        ), taken as (
          insert into dotdigital_calls (api_user, call, tier, started_at, counts_from)
          select @user, @call, tier, clock_timestamp(), clock_timestamp() + @longest from waits
            where coalesce(until, '-infinity') <= clock_timestamp()
          returning id
        )
        select coalesce((select id from taken), 0) as id,
          extract(epoch from greatest(until, clock_timestamp()) - clock_timestamp())::float8 as seconds
        from waits
        """;

    /// <summary>Takes a call of the budget, or says how long to wait for it.</summary>
    /// <param name="user">The account's API user.</param>
    /// <param name="spare">Whether to leave a tenth of each minute to those who are waiting at a page.</param>
    public async Task<Turn> TakeAsync(string user, string call, bool spare, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(LockSql, new { user }, cancellationToken);
        var (id, seconds) = await connection.ReadSingleAsync<(long Id, double? Seconds)>(
            TakeSql,
            new
            {
                user,
                call,
                spare,
                cautious = DotdigitalOptions.CautiousCallsPerMinute,
                perMinute = options.CallsPerMinute ?? int.MaxValue,
                perHour = options.CallsPerHour,
                longest = options.Timeout + TimeSpan.FromSeconds(1),
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id != 0 ? new Turn(id, Duration.Zero) : new Turn(0, Duration.FromSeconds(Math.Max(seconds ?? 0, 0.05)));
    }

    /// <summary>The call has ended; from now on it counts for a minute, in the tier that the answer named.</summary>
    /// <param name="user">The account's API user.</param>
    /// <param name="tier">What the answer said of it; null when it said nothing.</param>
    /// <param name="callsPerMinute">That tier's limit, when the answer named it.</param>
    public async Task EndAsync(string user, string call, long id, string? tier, int? callsPerMinute)
    {
        await dataSource.RunAsync(
            """
            update dotdigital_calls set counts_from = clock_timestamp(), tier = coalesce(@tier, tier) where id = @id;
            insert into dotdigital_tiers (api_user, call, tier, calls_per_minute)
            select @user, @call, @tier, @callsPerMinute where @tier is not null
            on conflict (api_user, call) do update set tier = excluded.tier,
              calls_per_minute = coalesce(excluded.calls_per_minute, dotdigital_tiers.calls_per_minute)
            where (dotdigital_tiers.tier, dotdigital_tiers.calls_per_minute)
              is distinct from (excluded.tier, coalesce(excluded.calls_per_minute, dotdigital_tiers.calls_per_minute));
            """,
            new { user, call, id, tier, callsPerMinute },
            CancellationToken.None);
    }

    /// <summary>Nobody makes calls of this tier for so long; "" is every tier.</summary>
    public async Task PauseAsync(string user, string tier, Duration length)
    {
        await dataSource.RunAsync(
            """
            insert into dotdigital_pauses (api_user, tier, until) values (@user, @tier, clock_timestamp() + @length)
            on conflict (api_user, tier) do update set until = greatest(dotdigital_pauses.until, excluded.until)
            """,
            new { user, tier, length = length.ToTimeSpan() },
            CancellationToken.None);
    }
}
