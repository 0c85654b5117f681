using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.BuildCustomerList.Segments;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>Saves who is on a list and what it shows, unless somebody else did since it was read.</summary>
public sealed record SaveCustomerList(
    long Id, ListDefinition Definition, IReadOnlyList<string> OutputColumns, IReadOnlyList<SortBy> SortBy, bool RowPerBooking, int Version,
    Actor Actor) : IRequest<ListSaved?>;

/// <summary>What became of a change.</summary>
public abstract record ListSaved
{
    public sealed record Done : ListSaved;

    /// <summary>Somebody else saved first; nothing was changed.</summary>
    public sealed record ChangedMeanwhile(int Version) : ListSaved;

    /// <summary>Only administrators change lists in its folder; nothing was changed.</summary>
    public sealed record Closed : ListSaved;

    /// <summary>It cannot be saved as it is.</summary>
    public sealed record Refused(string Why) : ListSaved;
}

internal sealed class SaveCustomerListHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<SaveCustomerList, ListSaved?>
{
    private sealed record Row(int Version, long? FolderId);

    public async Task<ListSaved?> Handle(SaveCustomerList request, CancellationToken cancellationToken)
    {
        var definition = request.Definition.Tidied().Checked();
        if (definition.TooLong() is { } tooLong)
        {
            return new ListSaved.Refused(tooLong);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ReadOneAsync<Row>(
            "select version, folder_id from customer_lists where id = @id and deleted_at is null for update", new { request.Id },
            cancellationToken) is not { } now)
        {
            return null;
        }

        if (!await connection.MayChangeInAsync(now.FolderId, request.Actor, cancellationToken))
        {
            return new ListSaved.Closed();
        }

        if (now.Version != request.Version)
        {
            return new ListSaved.ChangedMeanwhile(now.Version);
        }

        if (!await connection.HasItsSegmentsAsync(definition, cancellationToken))
        {
            return new ListSaved.Refused(GlobalSegmentsThere.Gone);
        }

        await connection.RunAsync(
            """
            update customer_lists
            set definition = @definition::jsonb, output_columns = @columns, sort_by = @sort::jsonb, row_per_booking = @RowPerBooking,
              counted_at = case when definition = @definition::jsonb then counted_at end, version = version + 1
            where id = @id
            """,
            new
            {
                request.Id,
                definition = definition.ToJson(),
                columns = request.OutputColumns.ToArray(),
                sort = SortBy.ToJson(request.SortBy),
                request.RowPerBooking,
            },
            cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "customer_list.changed", "customer_list", request.Id,
            new
            {
                version = now.Version + 1, definition = definition.ToJson(), request.OutputColumns, request.SortBy, request.RowPerBooking,
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ListSaved.Done();
    }
}
