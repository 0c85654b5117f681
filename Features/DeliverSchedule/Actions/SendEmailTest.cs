using CustomerListSchedules.Infrastructure.Audit;
using MediatR;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>
/// Sends one integrated email to the person who asks and nobody else: the same steps as a mailing, with an address book that holds that
/// one address. A paused schedule's too. Null when there is no such email. A second request while one is under way joins it.
/// </summary>
/// <param name="Key">Of the form that asks: sent twice, it is one test.</param>
public sealed record SendEmailTest(long ScheduleId, long IntegratedEmailId, Actor Actor, Guid Key) : IRequest<SendTestResult?>;

internal sealed class SendEmailTestHandler(TestRuns tests) : IRequestHandler<SendEmailTest, SendTestResult?>
{
    private const string AddressSql =
        """
        select (select u.email from users u where u.id = @userId)
        from integrated_emails e
        join schedules s on s.id = e.schedule_id and s.deleted_at is null
        where e.id = @entryId and e.schedule_id = @scheduleId and e.deleted_at is null
        for update of e
        """;

    private const string UnderWaySql =
        """
        select r.id
        from runs r
        join mailings m on m.run_id = r.id
        where r.schedule_id = @scheduleId and m.integrated_email_id = @entryId and r.kind = 'test' and r.requested_by = @userId
          and (r.state in ('waiting', 'running') or r.request_key = @key)
        order by r.id
        limit 1
        """;

    public Task<SendTestResult?> Handle(SendEmailTest request, CancellationToken cancellationToken) => tests.StartAsync(
        new TestRun(request.ScheduleId, request.IntegratedEmailId, request.Actor, request.Key)
        {
            AddressSql = AddressSql,
            UnderWaySql = UnderWaySql,
            // Emails and scheduled lists have numbers of their own: below nothing it is an email's.
            CountedAs = -request.IntegratedEmailId,
            Did = "sent a test of this integrated email",
            Audit = ("integrated_email.test_sent", "integrated_email"),
            Of = (run, _) => run with { IntegratedEmailId = request.IntegratedEmailId },
        },
        cancellationToken);
}
