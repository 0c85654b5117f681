using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>Copies a list beside itself; gives the copy's id, null when there is no such list.</summary>
public sealed record CopyCustomerList(long Id, Actor Actor) : IRequest<long?>;

internal sealed class CopyCustomerListHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<CopyCustomerList, long?>
{
    // "Name (copy)", "Name (copy 2)", …: the first that is free.
    private const string CopySql =
        """
        insert into customer_lists (folder_id, name, description, definition, output_columns, sort_by, row_per_booking, owner_id,
          created_at)
        select l.folder_id, (
            select free.name
            from generate_series(1, 1000) n
            cross join lateral (select left(l.name, 185) || case when n = 1 then ' (copy)' else format(' (copy %s)', n) end as name) free
            where not exists (select from customer_lists other where lower(other.name) = lower(free.name) and other.deleted_at is null)
            order by n
            limit 1),
          l.description, l.definition, l.output_columns, l.sort_by, l.row_per_booking, @owner, @now
        from customer_lists l
        where l.id = @Id and l.deleted_at is null
        returning id
        """;

    public async Task<long?> Handle(CopyCustomerList request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var id = await connection.ScalarAsync<long?>(
            CopySql, new { request.Id, owner = request.Actor.UserId, now = clock.GetCurrentInstant() }, cancellationToken);
        if (id is not null)
        {
            await audit.WriteAsync(
                connection, request.Actor, "customer_list.created", "customer_list", id, new { copyOf = request.Id }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return id;
    }
}
