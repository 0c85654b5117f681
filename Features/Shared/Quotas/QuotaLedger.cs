using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.Shared.Quotas;

/// <summary>Counts what a person starts, on the transaction that starts it: what is not started takes nothing.</summary>
public sealed class QuotaLedger(QuotaOptions options, IClock clock)
{
    private static readonly Duration Window = Duration.FromHours(24);

    // The person's row is locked: two tabs, or two nodes, cannot pass the limit together.
    private const string LockSql = "select from users where id = @userId for no key update";

    private const string ForgetSql = "delete from quota_uses where user_id = @userId and used_at <= @since";

    // The use whose passing makes room for the next one.
    private const string FullSinceSql =
        """
        select used_at
        from quota_uses
        where user_id = @userId and quota = @quota and subject_id = @subjectId and used_at > @since
        order by used_at desc
        offset @most - 1
        limit 1
        """;

    private const string UseSql =
        "insert into quota_uses (user_id, quota, subject_id, used_at) values (@userId, @quota, @subjectId, @now)";

    /// <param name="connection">In a transaction.</param>
    /// <param name="quota">What is started.</param>
    /// <param name="userId">By whom; null, the application itself, has no limit.</param>
    /// <param name="subjectId">The list: a scheduled list's id, for <see cref="Quota.ListRun"/> a Customer List's. 0 counts all
    /// together.</param>
    /// <param name="cancellationToken">Ends waiting for the person's other starts.</param>
    /// <returns>Null: it is counted, go on. Otherwise nothing is, and it says when the person may again.</returns>
    public async Task<QuotaReached?> UseAsync(
        NpgsqlConnection connection, Quota quota, Guid? userId, long subjectId, CancellationToken cancellationToken)
    {
        if (userId is null)
        {
            return null;
        }

        var now = clock.GetCurrentInstant();
        var most = options.MostOf(quota);
        var parameters = new { userId, quota = NameOf(quota), subjectId, most, now, since = now - Window };
        await connection.RunAsync(LockSql, parameters, cancellationToken);
        await connection.RunAsync(ForgetSql, parameters, cancellationToken);
        if (await connection.ScalarAsync<Instant?>(FullSinceSql, parameters, cancellationToken) is { } fullSince)
        {
            return new QuotaReached(most, fullSince + Window);
        }

        await connection.RunAsync(UseSql, parameters, cancellationToken);
        return null;
    }

    private static string NameOf(Quota quota) => quota switch
    {
        Quota.OnDemandRun => "on_demand_run",
        Quota.ListRun => "list_run",
        Quota.Test => "test",
        Quota.Resend => "resend",
        Quota.EvidencePack => "evidence_pack",
        _ => throw new ArgumentOutOfRangeException(nameof(quota)),
    };
}
