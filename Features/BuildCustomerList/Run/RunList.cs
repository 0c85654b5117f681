using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList;

/// <summary>Runs a Customer List at once into a file of a format; gives the id of the export, null when there is no such list.</summary>
public sealed record RunList(long ListId, string FileFormat, Guid UserId, Infrastructure.Audit.Actor Actor) : IRequest<Guid?>;

/// <summary>How a person's export stands; null when it is not theirs.</summary>
public sealed record FindExport(Guid Id, Guid UserId) : IRequest<ListExport?>;

public sealed record ListExport
{
    public required Guid Id { get; init; }

    public required long CustomerListId { get; init; }

    public required string FileFormat { get; init; }

    /// <summary>running, ready, empty or failed.</summary>
    public required string State { get; init; }

    public long RowsSoFar { get; init; }

    public long? RowCount { get; init; }

    public string? Reason { get; init; }

    public string? Notes { get; init; }

    public long? FileId { get; init; }

    public string? FileName { get; init; }

    public string? ContentType { get; init; }

    public long? SizeBytes { get; init; }

    public Instant? ExpiresAt { get; init; }

    public bool Running => State == "running";

    /// <summary>Whether the file can still be collected.</summary>
    public bool Collectable { get; init; }
}

internal sealed class RunListHandler(NpgsqlDataSource dataSource, ListExporter exporter, IMediator mediator, IClock clock) :
    IRequestHandler<RunList, Guid?>, IRequestHandler<FindExport, ListExport?>
{
    public async Task<Guid?> Handle(RunList request, CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetCustomerList(request.ListId), cancellationToken) is not { } list)
        {
            return null;
        }

        var id = Guid.NewGuid();
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var snapshot = await connection.ExecuteScalarAsync<string>(new CommandDefinition(
            """
            insert into list_exports (id, customer_list_id, user_id, file_format, state, started_at, alive_at)
            values (@id, @ListId, @UserId, @FileFormat, 'running', @now, clock_timestamp());
            select customer_list_snapshot(definition, output_columns, sort_by)::text from customer_lists where id = @ListId
            """,
            new { id, request.ListId, request.UserId, request.FileFormat, now = clock.GetCurrentInstant() },
            cancellationToken: cancellationToken));
        exporter.Start(new ListExportRequest(id, list.Id, list.Name, snapshot!, request.FileFormat, catalogue, request.Actor));
        return id;
    }

    public async Task<ListExport?> Handle(FindExport request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ListExport>(new CommandDefinition(
            """
            select e.id, e.customer_list_id, e.file_format, e.rows_so_far, e.row_count, e.notes, e.file_id,
              case when e.state = 'running' and e.alive_at < clock_timestamp() - interval '30 seconds' then 'failed' else e.state end as state,
              case when e.state = 'running' then 'The run was interrupted. Run the list again.' else e.reason end as reason,
              f.name as file_name, f.content_type, f.size_bytes, f.expires_at,
              coalesce(f.completed_at is not null and f.deleted_at is null and f.revoked_at is null and f.expires_at > @now, false) as collectable
            from list_exports e
            left join stored_files f on f.id = e.file_id
            where e.id = @Id and e.user_id = @UserId
            """,
            new { request.Id, request.UserId, now = clock.GetCurrentInstant() },
            cancellationToken: cancellationToken));
    }
}
