using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.BuildCustomerList.Explorer;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Segments;

/// <summary>Saves a global segment, or adds one without an id, unless somebody else saved it since it was read.</summary>
public sealed record SaveSegment(long? Id, string Name, SegmentDefinition Definition, int Version, Actor Actor) : IRequest<ListSaved?>
{
    /// <summary>The <see cref="AccessDifference.Seen"/> that was agreed to; null while nothing was shown.</summary>
    public string? Confirmed { get; init; }
}

/// <summary>Deletes a global segment, unless lists use it.</summary>
public sealed record DeleteSegment(long Id, Actor Actor) : IRequest<ListDeleted?>;

internal sealed class SaveSegmentHandler(NpgsqlDataSource dataSource, IMediator mediator, AuditLog audit, IClock clock) :
    IRequestHandler<SaveSegment, ListSaved?>, IRequestHandler<DeleteSegment, ListDeleted?>
{
    public async Task<ListSaved?> Handle(SaveSegment request, CancellationToken cancellationToken)
    {
        var name = request.Name.Trim();
        if (!Names.IsVisible(name) || name.Length > 200 || !Names.IsOneLine(name))
        {
            throw Refused(
                !Names.IsVisible(name) ? "Give the segment a name." : name.Length > 200 ? "Use at most 200 characters." : "Use one line.");
        }

        if (request.Definition.TooLong(name) is { } tooLong)
        {
            throw Refused(tooLong);
        }

        var definition = request.Definition.Checked(name).ToJson();
        var counted = request.Id is { } stored
            ? await mediator.Send(new CountChangedSegment(stored, request.Definition), cancellationToken)
            : [];
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var (id, difference) = (request.Id, AccessDifference.None);
            if (id is null)
            {
                id = await connection.ScalarAsync<long>(
                    "insert into segments (name, definition) values (@name, @definition::jsonb) returning id",
                    new { name, definition },
                    cancellationToken);
            }
            else
            {
                var version = await connection.ScalarAsync<int?>(
                    "select version from segments where id = @id and deleted_at is null for update", new { id }, cancellationToken);
                if (version is null)
                {
                    return null;
                }

                if (counted.Count > 0)
                {
                    difference = AccessDifference.Of(await ListsOfSegment.ReadAsync(connection, id.Value, counted, cancellationToken));
                }

                if (version != request.Version)
                {
                    return new ListSaved.ChangedMeanwhile(version.Value, difference);
                }

                await connection.RunAsync(
                    "update segments set name = @name, definition = @definition::jsonb, version = version + 1 where id = @id",
                    new { id, name, definition },
                    cancellationToken);
                if (await MisplacedThisPerformance.OfSegmentAsync(connection, id.Value, cancellationToken) is { } misplaced)
                {
                    throw Refused(misplaced);
                }

                // What is refused is not asked about; what was written until here goes with the transaction.
                if (!difference.IsConfirmedBy(request.Confirmed))
                {
                    return new ListSaved.AskFirst(difference);
                }
            }

            await audit.WriteAsync(
                connection, request.Actor, request.Id is null ? "segment.created" : "segment.changed", "segment", id,
                new { name, definition, whoGetsWhat = AccessWords.Sentence(difference) }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new ListSaved.Done();
        }
        catch (PostgresException e) when (e.ConstraintName == "segments_name")
        {
            throw Refused("There is a global segment of this name already.");
        }
    }

    public async Task<ListDeleted?> Handle(DeleteSegment request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Waits for lists that are being saved with it, which hold the row.
        var name = await connection.ScalarAsync<string?>(
            "select name from segments where id = @Id and deleted_at is null for update", new { request.Id }, cancellationToken);
        if (name is null)
        {
            return null;
        }

        string[] lists =
        [
            .. await connection.ReadAllAsync<string>(
                """
                select l.name
                from customer_lists l
                where l.deleted_at is null
                  and @Id in (select used::bigint from jsonb_path_query(l.definition, 'lax $.*.areas[*].segments[*].segmentId') used)
                order by l.name
                """,
                new { request.Id },
                cancellationToken),
        ];
        if (lists.Length > 0)
        {
            return new ListDeleted.Used(lists);
        }

        await connection.RunAsync(
            "update segments set deleted_at = @now where id = @Id", new { request.Id, now = clock.GetCurrentInstant() }, cancellationToken);
        await audit.WriteAsync(connection, request.Actor, "segment.deleted", "segment", request.Id, new { name }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ListDeleted.Done();
    }

    private static ValidationException Refused(string message) => new([new ValidationFailure("Name", message)]);
}
