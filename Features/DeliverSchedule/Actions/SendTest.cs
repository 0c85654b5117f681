using CustomerListSchedules.Infrastructure.Audit;
using MediatR;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>
/// Runs one scheduled list for the person who asks and nobody else: the very mail and file that recipients get, marked as a test. A paused
/// schedule too, since a test delivers to nobody. Null when there is no such scheduled list. A second request while one is under way joins
/// it.
/// </summary>
/// <param name="Key">Of the form that asks: sent twice, it is one test.</param>
public sealed record SendTest(long ScheduleId, long ScheduledListId, Actor Actor, Guid? Key = null) : IRequest<SendTestResult?>;

internal sealed class SendTestHandler(TestRuns tests) : IRequestHandler<SendTest, SendTestResult?>
{
    private const string AddressSql =
        """
        select (select u.email from users u where u.id = @userId)
        from scheduled_lists sl
        join schedules s on s.id = sl.schedule_id and s.deleted_at is null
        where sl.id = @entryId and sl.schedule_id = @scheduleId and sl.deleted_at is null
        for update of sl
        """;

    private const string UnderWaySql =
        """
        select r.id
        from runs r
        join deliveries d on d.run_id = r.id
        where r.schedule_id = @scheduleId and d.scheduled_list_id = @entryId and r.kind = 'test' and r.requested_by = @userId
          and (r.state in ('waiting', 'running') or r.request_key = @key)
        order by r.id
        limit 1
        """;

    public Task<SendTestResult?> Handle(SendTest request, CancellationToken cancellationToken) => tests.StartAsync(
        new TestRun(request.ScheduleId, request.ScheduledListId, request.Actor, request.Key)
        {
            AddressSql = AddressSql,
            UnderWaySql = UnderWaySql,
            CountedAs = request.ScheduledListId,
            Did = "sent a test of this list",
            Audit = ("scheduled_list.test_sent", "scheduled_list"),
            Of = (run, address) => run with { ScheduledListId = request.ScheduledListId, Recipients = [address] },
        },
        cancellationToken);
}
