using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

/// <summary>How the sandbox behaves: its limits, its times, and what goes wrong on purpose.</summary>
internal sealed class SandboxRules(NpgsqlDataSource dataSource)
{
    /// <summary>What can be made to go wrong, in words.</summary>
    public static readonly IReadOnlyDictionary<string, string> Kinds = new Dictionary<string, string>
    {
        ["too_many"] = "Too many calls (429), for so many seconds",
        ["hourly"] = "The hour's calls are used up (400)",
        ["error_500"] = "An error of its own (500)",
        ["timeout_before"] = "No answer for so many seconds, and nothing done",
        ["timeout_after"] = "Done, but no answer for so many seconds",
        ["reset_before"] = "Connection broken off, nothing done",
        ["reset_after"] = "Done, and the connection broken off",
        ["forbidden"] = "Not allowed (403)",
        ["gone"] = "Not there any more (404)",
        ["import_rejected"] = "Import accepted, then rejected",
        ["send_not_permitted"] = "Sending not permitted",
    };
    /// <param name="Call">The call that goes wrong; "*" is any.</param>
    /// <param name="Kind">One of <see cref="Kinds"/>.</param>
    /// <param name="Times">How often still; null: until it is taken away.</param>
    /// <param name="Seconds">How long, where that matters.</param>
    public sealed record Fault(long Id, string Call, string Kind, int? Times, double Seconds);

    /// <param name="Used">Calls of this tier in the last minute, with this one.</param>
    /// <param name="Limit">Calls a minute.</param>
    /// <param name="Reset">Seconds until the oldest of them no longer counts.</param>
    /// <param name="Hourly">Whether the hour's calls are used up.</param>
    /// <param name="Id">The call's row.</param>
    public sealed record Rate(int Used, int Limit, double Reset, bool Hourly, long Id)
    {
        public bool IsOver => Used > Limit;
    }

    public async Task<SandboxSettings> SettingsAsync()
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return await connection.ReadSingleAsync<SandboxSettings>("select * from sandbox.dotdigital_settings", CancellationToken.None);
    }

    public async Task SaveAsync(SandboxSettings settings)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.RunAsync(
            """
            update sandbox.dotdigital_settings set account_name = @AccountName, password = @Password, region = @Region,
              foreign_endpoint = @ForeignEndpoint, calls_per_minute = @CallsPerMinute, calls_per_hour = @CallsPerHour,
              address_books = @AddressBooks, import_seconds = @ImportSeconds, queue_seconds = @QueueSeconds,
                sending_seconds = @SendingSeconds, suppress_one_in = @SuppressOneIn
            """,
            settings,
            CancellationToken.None);
    }

    public async Task<IReadOnlyList<Fault>> FaultsAsync()
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return [.. await connection.ReadAllAsync<Fault>(
            "select id, call, kind, times, seconds from sandbox.dotdigital_faults where times is null or times > 0 order by id",
            CancellationToken.None)];
    }

    public async Task AddAsync(string call, string kind, int? times, double seconds)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.RunAsync(
            "insert into sandbox.dotdigital_faults (call, kind, times, seconds) values (@call, @kind, @times, @seconds)",
            new { call, kind, times, seconds },
            CancellationToken.None);
    }

    public async Task ClearFaultsAsync()
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.RunAsync("delete from sandbox.dotdigital_faults", CancellationToken.None);
    }

    /// <summary>The fault that this call meets, used up by one.</summary>
    public async Task<Fault?> MeetAsync(string call)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return await connection.ReadOneAsync<Fault>(
            """
            update sandbox.dotdigital_faults set times = times - 1
            where id = (select id from sandbox.dotdigital_faults where call in (@call, '*') and (times is null or times > 0) order by id
              limit 1 for update)
            returning id, call, kind, times, seconds
            """,
            new { call },
            CancellationToken.None);
    }

    /// <summary>Counts a call and says how many there are.</summary>
    public async Task<Rate> CountAsync(string call, string tier)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.RunAsync(
            "select pg_advisory_xact_lock(734912055); insert into sandbox.dotdigital_calls (call, tier) values (@call, @tier)",
            new { call, tier },
            CancellationToken.None);
        var rate = await connection.ReadSingleAsync<Rate>(
            """
            select count(*) filter (where c.tier = @tier and c.at > clock_timestamp() - interval '1 minute')::int as used,
              s.calls_per_minute as "limit",
              coalesce(60 - extract(epoch from clock_timestamp() - min(c.at)
                filter (where c.tier = @tier and c.at > clock_timestamp() - interval '1 minute')), 60)::float8 as reset,
                  count(*) > s.calls_per_hour as hourly, max(c.id) as id
            from sandbox.dotdigital_settings s join sandbox.dotdigital_calls c on c.at > clock_timestamp() - interval '1 hour'
              and c.status not in (400, 429)
            group by s.calls_per_minute, s.calls_per_hour
            """,
            new { tier },
            CancellationToken.None);
        await transaction.CommitAsync();
        return rate;
    }

    public async Task AnsweredAsync(long call, int status)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.RunAsync(
            "update sandbox.dotdigital_calls set status = @status where id = @call", new { call, status }, CancellationToken.None);
    }
}
