using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules.Owners;

/// <summary>Gives all that somebody owns to a colleague; their schedules run on as they are.</summary>
/// <param name="From">Whose schedules.</param>
/// <param name="To">An active account of staff.</param>
/// <param name="Actor">Who hands them over.</param>
public sealed record HandOverSchedules(Guid From, Guid To, Actor Actor) : IRequest<HandOverResult>;

internal sealed class HandOverSchedulesHandler(
    NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<HandOverSchedules, HandOverResult>
{
    // The lock keeps the colleague from being deactivated meanwhile.
    private const string LockColleagueSql = "select from users where id = @To for share";

    private const string IsColleagueSql = "select exists (select from staff where id = @To and id <> @From)";

    private const string Sql =
        """
        update schedules set owner_id = @To
        where id in (select id from schedules where owner_id = @From and deleted_at is null order by id for update)
        returning id
        """;

    public async Task<HandOverResult> Handle(HandOverSchedules request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { request.From, request.To };
        await connection.RunAsync(LockColleagueSql, parameters, cancellationToken);
        if (!await connection.ScalarAsync<bool>(IsColleagueSql, parameters, cancellationToken))
        {
            return new HandOverResult.NotStaff();
        }

        var handed = await connection.ReadAllAsync<long>(Sql, parameters, cancellationToken);
        foreach (var id in handed)
        {
            await audit.WriteAsync(
                connection, request.Actor, "schedule.owner_changed", "schedule", id, new { from = request.From, to = request.To },
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new HandOverResult.Done(handed.Count);
    }
}
