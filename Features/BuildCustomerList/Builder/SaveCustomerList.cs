using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.BuildCustomerList.Segments;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>Saves who is on a list and what it shows, unless somebody else did since it was read.</summary>
public sealed record SaveCustomerList(
    long Id, ListDefinition Definition, IReadOnlyList<string> OutputColumns, IReadOnlyList<SortBy> SortBy, bool RowPerBooking, int Version,
    Actor Actor) : IRequest<ListSaved?>
{
    /// <summary>The <see cref="AccessDifference.Seen"/> that was agreed to; null while nothing was shown.</summary>
    public string? Confirmed { get; init; }
}

/// <summary>What became of a change.</summary>
public abstract record ListSaved
{
    public sealed record Done : ListSaved;

    /// <summary>Somebody else saved first; nothing was changed.</summary>
    /// <param name="Version">Of what they saved.</param>
    /// <param name="Difference">What putting the other in its place changes of who gets whose data.</param>
    public sealed record ChangedMeanwhile(int Version, AccessDifference Difference) : ListSaved;

    /// <summary>It changes who gets whose data, which is to be seen first.</summary>
    public sealed record AskFirst(AccessDifference Difference) : ListSaved;

    /// <summary>Only administrators change lists in its folder; nothing was changed.</summary>
    public sealed record Closed : ListSaved;

    /// <summary>It cannot be saved as it is.</summary>
    public sealed record Refused(string Why) : ListSaved;
}

internal sealed class SaveCustomerListHandler(NpgsqlDataSource dataSource, IMediator mediator, AuditLog audit)
    : IRequestHandler<SaveCustomerList, ListSaved?>
{
    private sealed record Row(int Version, long? FolderId);

    public async Task<ListSaved?> Handle(SaveCustomerList request, CancellationToken cancellationToken)
    {
        var definition = request.Definition.Tidied().Checked();
        if (definition.TooLong() is { } tooLong)
        {
            return new ListSaved.Refused(tooLong);
        }

        var changed = await mediator.Send(new CountChangedList(request.Id, definition), cancellationToken);
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

        var difference = AccessDifference.Of(await GoesTo.NowAsync(connection, changed is null ? [] : [changed], cancellationToken));
        if (now.Version != request.Version)
        {
            return new ListSaved.ChangedMeanwhile(now.Version, difference);
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
        if (await MisplacedThisPerformance.OfListAsync(connection, request.Id, cancellationToken) is { } misplaced)
        {
            return new ListSaved.Refused(misplaced);
        }

        // What is refused is not asked about; what was written until here goes with the transaction.
        if (!difference.IsConfirmedBy(request.Confirmed))
        {
            return new ListSaved.AskFirst(difference);
        }

        await audit.WriteAsync(
            connection, request.Actor, "customer_list.changed", "customer_list", request.Id,
            new
            {
                version = now.Version + 1, definition = definition.ToJson(), request.OutputColumns, request.SortBy, request.RowPerBooking,
                whoGetsWhat = AccessWords.Sentence(difference),
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ListSaved.Done();
    }
}
