using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>Deletes a list, unless schedules use it.</summary>
public sealed record DeleteCustomerList(long Id, Actor Actor) : IRequest<ListDeleted?>;

public abstract record ListDeleted
{
    public sealed record Done : ListDeleted;

    /// <summary>Only administrators change lists in its folder.</summary>
    public sealed record Closed : ListDeleted;

    /// <param name="By">The names of the schedules, or for a global segment of the lists, that use it.</param>
    public sealed record Used(IReadOnlyList<string> By) : ListDeleted;
}

internal sealed class DeleteCustomerListHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<DeleteCustomerList, ListDeleted?>
{
    private sealed record Row(string Name, long? FolderId);

    public async Task<ListDeleted?> Handle(DeleteCustomerList request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ReadOneAsync<Row>(
            "select name, folder_id from customer_lists where id = @Id and deleted_at is null for update", new { request.Id },
            cancellationToken) is not { } list)
        {
            return null;
        }

        if (!await connection.MayChangeInAsync(list.FolderId, request.Actor, cancellationToken))
        {
            return new ListDeleted.Closed();
        }

        string[] schedules =
        [
            .. await connection.ReadAllAsync<string>(
                """
                select distinct s.name
                from schedules s
                join (
                  select schedule_id from scheduled_lists where customer_list_id = @Id and deleted_at is null
                  union all
                  select schedule_id from integrated_emails where customer_list_id = @Id and deleted_at is null
                ) entry on entry.schedule_id = s.id
                where s.deleted_at is null
                order by s.name
                """,
                new { request.Id },
                cancellationToken),
        ];
        if (schedules.Length > 0)
        {
            return new ListDeleted.Used(schedules);
        }

        await connection.RunAsync(
            "update customer_lists set deleted_at = @now, folder_id = null, version = version + 1 where id = @Id",
            new { request.Id, now = clock.GetCurrentInstant() },
            cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "customer_list.deleted", "customer_list", request.Id, new { name = list.Name }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ListDeleted.Done();
    }
}
