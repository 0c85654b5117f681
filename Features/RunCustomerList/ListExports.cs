using System.Text.Json;
using CustomerListSchedules.Features.BuildCustomerList.Explorer;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>How a person's export stands; null when it is not theirs.</summary>
public sealed record GetExport(Guid Id, Guid UserId) : IRequest<ListExport?>;

/// <summary>
/// A person's own exports that they may still want, newest first: those under way, files that can be collected, and what gave no file in
/// the last day. Of one list, or of all with those that have been deleted since.
/// </summary>
public sealed record ListExports(Guid UserId, long? ListId = null) : IRequest<IReadOnlyList<ListExport>>;

public sealed record ListExport
{
    public required Guid Id { get; init; }

    public required long CustomerListId { get; init; }

    public required string ListName { get; init; }

    /// <summary>The list was deleted; its files stay until they expire.</summary>
    public bool ListDeleted { get; init; }

    public required string FileFormat { get; init; }

    /// <summary>waiting, running, ready, empty or failed.</summary>
    public required string State { get; init; }

    public required Instant StartedAt { get; init; }

    public long RowsSoFar { get; init; }

    public long? RowCount { get; init; }

    public long? BookingCount { get; init; }

    public string? Reason { get; init; }

    public string? Notes { get; init; }

    public string? DateMetrics { get; init; }

    public long? FileId { get; init; }

    public string? FileName { get; init; }

    public string? ContentType { get; init; }

    public long? SizeBytes { get; init; }

    public Instant? ExpiresAt { get; init; }

    public bool Revoked { get; init; }

    /// <summary>Whether the file can still be collected.</summary>
    public bool Collectable { get; init; }

    public bool Running => State is ExportStates.Waiting or ExportStates.Running;

    public string Url => $"/customer-lists/{CustomerListId}/run?export={Id}";

    public string FileUrl => $"/customer-lists/{CustomerListId}/run?handler=File&export={Id}";

    public IReadOnlyList<ResolvedDateMetric> ResolvedDateMetrics =>
        JsonSerializer.Deserialize<ResolvedDateMetric[]>(DateMetrics ?? "[]", JsonSerializerOptions.Web)!;
}

internal sealed class ListExportsHandler(NpgsqlDataSource dataSource, IClock clock) :
    IRequestHandler<GetExport, ListExport?>, IRequestHandler<ListExports, IReadOnlyList<ListExport>>
{
    private const string ExportsSql =
        """
        select * from (
          select e.id, e.customer_list_id, cl.name as list_name, cl.deleted_at is not null as list_deleted, e.file_format, e.started_at,
            e.rows_so_far, e.row_count, e.booking_count, e.notes, e.date_metrics::text as date_metrics, e.file_id,
            e.state, e.reason,
            f.name as file_name, f.content_type, f.size_bytes, f.expires_at, f.revoked_at is not null as revoked,
            coalesce(f.completed_at is not null and f.deleted_at is null and f.revoked_at is null and f.expires_at > @now, false)
              as collectable
          from list_exports e
          join customer_lists cl on cl.id = e.customer_list_id
          left join stored_files f on f.id = e.file_id
          where e.user_id = @UserId) export
        """;

    private const string One = $"{ExportsSql} where id = @Id";

    private const string Wanted =
        $"""
        {ExportsSql}
        where (@ListId::bigint is null or customer_list_id = @ListId)
          and (state in ('waiting', 'running') or collectable or (state in ('empty', 'failed') and started_at > @now - interval '1 day'))
        order by started_at desc, id
        """;

    public async Task<ListExport?> Handle(GetExport request, CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<ListExport>(
            One, new { request.Id, request.UserId, now = clock.GetCurrentInstant() }, cancellationToken);
    }

    public async Task<IReadOnlyList<ListExport>> Handle(ListExports request, CancellationToken cancellationToken)
    {
        return [.. await dataSource.ReadAllAsync<ListExport>(
            Wanted, new { request.UserId, request.ListId, now = clock.GetCurrentInstant() }, cancellationToken)];
    }
}
