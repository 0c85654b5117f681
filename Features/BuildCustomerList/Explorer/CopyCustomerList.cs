using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.BuildCustomerList.Segments;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>
/// Copies a list beside itself; where only administrators change lists in its folder, another's copy goes to the nearest folder above in
/// which they may, or to the top. Null when there is no such list.
/// </summary>
/// <param name="Changed">What the copy asks and shows instead of what is stored.</param>
public sealed record CopyCustomerList(long Id, Actor Actor, ListContent? Changed = null) : IRequest<ListCopied?>;

public abstract record ListCopied
{
    /// <param name="Id">The copy's.</param>
    /// <param name="FolderId">Where it lies; null at the top.</param>
    public sealed record Done(long Id, long? FolderId) : ListCopied;

    public sealed record Refused(string Why) : ListCopied;
}

internal sealed class CopyCustomerListHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<CopyCustomerList, ListCopied?>
{
    private const string FindSql = "select id, folder_id from customer_lists where id = @Id and deleted_at is null";

    // "Name (copy)", "Name (copy 2)", …: the first that is free.
    private const string CopySql =
        """
        insert into customer_lists (folder_id, name, description, definition, output_columns, sort_by, row_per_booking, owner_id,
          created_at)
        select @folder, (
            select free.name
            from generate_series(1, 1000) n
            cross join lateral (select left(l.name, 185) || case when n = 1 then ' (copy)' else format(' (copy %s)', n) end as name) free
            where not exists (select from customer_lists other where lower(other.name) = lower(free.name) and other.deleted_at is null)
            order by n
            limit 1),
          l.description, coalesce(@definition::jsonb, l.definition), coalesce(@columns, l.output_columns),
          coalesce(@sort::jsonb, l.sort_by), coalesce(@rowPerBooking, l.row_per_booking), @owner, @now
        from customer_lists l
        where l.id = @Id and l.deleted_at is null
        returning id
        """;

    private sealed record Row(long Id, long? FolderId);

    public async Task<ListCopied?> Handle(CopyCustomerList request, CancellationToken cancellationToken)
    {
        var changed = request.Changed;
        var definition = changed?.Definition.Tidied().Checked();
        if (definition?.TooLong() is { } tooLong)
        {
            return new ListCopied.Refused(tooLong);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ReadOneAsync<Row>(FindSql, new { request.Id }, cancellationToken) is not { } list)
        {
            return null;
        }

        if (definition is not null && !await connection.HasItsSegmentsAsync(definition, cancellationToken))
        {
            return new ListCopied.Refused(GlobalSegmentsThere.Gone);
        }

        var folder = await connection.NearestTheyMayChangeAsync(list.FolderId, request.Actor, cancellationToken);
        var id = await connection.ScalarAsync<long?>(
            CopySql,
            new
            {
                request.Id, folder, definition = definition?.ToJson(), columns = changed?.OutputColumns.ToArray(),
                sort = changed is null ? null : SortBy.ToJson(changed.SortBy), rowPerBooking = changed?.RowPerBooking,
                owner = request.Actor.UserId, now = clock.GetCurrentInstant(),
            },
            cancellationToken);
        if (id is null)
        {
            return null;
        }

        await audit.WriteAsync(
            connection, request.Actor, "customer_list.created", "customer_list", id, new { copyOf = request.Id }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ListCopied.Done(id.Value, folder);
    }
}
