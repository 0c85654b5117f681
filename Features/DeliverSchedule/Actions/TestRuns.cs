using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Quotas;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>Starts tests, of lists and of integrated emails alike: within the quota, joined while one is under way, recorded.</summary>
internal sealed class TestRuns(NpgsqlDataSource dataSource, QuotaLedger quotas, VenueReader venues, AuditLog audit, IClock clock)
{
    public async Task<SendTestResult?> StartAsync(TestRun test, CancellationToken cancellationToken)
    {
        var parameters = new { test.ScheduleId, test.EntryId, test.Actor.UserId, test.Key };
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ScalarAsync<string?>(test.AddressSql, parameters, cancellationToken) is not { } address)
        {
            return null;
        }

        if (await connection.ScalarAsync<long?>(test.UnderWaySql, parameters, cancellationToken) is { } joined)
        {
            return new SendTestResult.Done(joined);
        }

        if (await quotas.UseAsync(connection, Quota.Test, test.Actor.UserId, test.CountedAs, cancellationToken) is { } reached)
        {
            var zone = (await venues.ReadAsync(cancellationToken)).Zone;
            return new SendTestResult.Refused(reached.Words(test.Did, "Another can be sent", zone));
        }

        var now = clock.GetCurrentInstant();
        var run = new NewRun(
            test.ScheduleId, "test", OccurrenceAt: null, AsOf: now, Late: false, test.Actor.UserId, RequestKey: test.Key);
        var runId = await InsertRun.ExecuteAsync(connection, test.Of(run, address), now, cancellationToken);
        await audit.WriteAsync(
            connection, test.Actor, test.Audit.Action, test.Audit.Subject, test.EntryId, new { test.ScheduleId, runId },
            cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new SendTestResult.Done(runId!.Value);
    }
}
