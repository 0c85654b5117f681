using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules.Owners;

/// <summary>Gives a schedule to another member of staff, who is told of its failures and whom recipients reply to.</summary>
/// <param name="From">Its owner when the form was opened.</param>
/// <param name="To">An active account of staff.</param>
/// <param name="Actor">Who gives it.</param>
public sealed record ChangeOwner(long Id, Guid? From, Guid To, Actor Actor) : IRequest<OwnerChange?>;

internal sealed class ChangeOwnerHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<ChangeOwner, OwnerChange?>
{
    private const string FindSql =
        """
        select owner_id as owner, exists (select from staff where staff.id = @to) as staff
        from schedules
        where id = @id and deleted_at is null
        for update
        """;

    public async Task<OwnerChange?> Handle(ChangeOwner request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.ReadOneAsync<Found>(FindSql, new { request.Id, request.To }, cancellationToken);
        if (found is null)
        {
            return null;
        }

        if (!found.Staff)
        {
            return new OwnerChange.NotStaff();
        }

        if (found.Owner == request.To)
        {
            return new OwnerChange.Done();
        }

        if (found.Owner != request.From)
        {
            return new OwnerChange.ChangedMeanwhile();
        }

        await connection.RunAsync("update schedules set owner_id = @to where id = @id", new { request.Id, request.To }, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "schedule.owner_changed", "schedule", request.Id, new { from = request.From, to = request.To },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new OwnerChange.Done();
    }

    private sealed record Found
    {
        public Guid? Owner { get; init; }

        public bool Staff { get; init; }
    }
}
