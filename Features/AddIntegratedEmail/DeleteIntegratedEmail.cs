using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>
/// Takes an integrated email out of its schedule; what it sent stays in Mailings. Answers its name, or null when there is no such email.
/// </summary>
public sealed record DeleteIntegratedEmail(long ScheduleId, long EntryId, Actor Actor) : IRequest<string?>;

internal sealed class DeleteIntegratedEmailHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<DeleteIntegratedEmail, string?>
{
    private const string DeleteSql =
        """
        update integrated_emails e
        set deleted_at = @now, version = e.version + 1
        from schedules s
        where e.id = @entryId and e.schedule_id = @scheduleId and e.deleted_at is null
          and s.id = e.schedule_id and s.deleted_at is null
        returning e.name
        """;

    public async Task<string?> Handle(DeleteIntegratedEmail request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { request.ScheduleId, request.EntryId, now = clock.GetCurrentInstant() };
        var name = await connection.ScalarAsync<string?>(DeleteSql, parameters, cancellationToken);
        if (name is null)
        {
            return null;
        }

        await HurryMailings.OfEmailAsync(connection, request.EntryId, parameters.now, cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "integrated_email.deleted", "integrated_email", request.EntryId,
            new { request.ScheduleId, name }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return name;
    }
}
