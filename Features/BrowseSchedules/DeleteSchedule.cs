using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules;

/// <summary>
/// Deletes a schedule with its entries; its runs stay. From then on nobody may collect its files and no message is sent: both
/// rights are looked up at the moment of download and of sending. It can be brought back. Answers false when there is no such schedule.
/// </summary>
public sealed record DeleteSchedule(long Id, Actor Actor) : IRequest<bool>;

internal sealed class DeleteScheduleHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<DeleteSchedule, bool>
{
    private const string DeleteSql =
        "update schedules set deleted_at = @now, deleted_by = @userId, next_run_at = null, version = version + 1 where id = @id "
        + "and deleted_at is null returning name";

    private const string DeleteEntriesSql =
        """
        update scheduled_lists set deleted_at = @now where schedule_id = @id and deleted_at is null;
        update integrated_emails set deleted_at = @now where schedule_id = @id and deleted_at is null
        """;

    public async Task<bool> Handle(DeleteSchedule request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { request.Id, request.Actor.UserId, now = clock.GetCurrentInstant() };
        var name = await connection.ScalarAsync<string?>(DeleteSql, parameters, cancellationToken);
        if (name is null)
        {
            return false;
        }

        await connection.RunAsync(DeleteEntriesSql, parameters, cancellationToken);
        await UnsentMessages.HurryAsync(connection, request.Id, parameters.now, cancellationToken);
        await HurryMailings.OfScheduleAsync(connection, request.Id, parameters.now, cancellationToken);
        await audit.WriteAsync(connection, request.Actor, "schedule.deleted", "schedule", request.Id, new { name }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
