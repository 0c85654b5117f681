using System.Text.Json;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>
/// A delivery with its run and its file, as they are stored; without a run where that is no longer kept, or there was none.
/// </summary>
internal sealed record DeliveryRow
{
    private const string Sql =
        """
        select i.delivery_id, f.id as file_id, coalesce(d.name, o.list_name) as name, coalesce(d.split_value, o.split_value) as part,
          coalesce(r.kind, o.kind) as kind, coalesce(r.schedule_name, o.schedule_name) as schedule_name, d.customer_list_name,
          d.description, coalesce(d.date_metrics, e.date_metrics)::text as date_metrics,
          array(select jsonb_array_elements_text(d.snapshot -> 'outputColumns')) as columns,
          coalesce(d.file_format, e.file_format) as file_format, d.state, d.reason, coalesce(d.notes, e.notes) as notes,
          coalesce(d.row_count, e.row_count) as row_count, d.booking_count, coalesce(d.recipients, o.for_whom, '{}') as named,
          coalesce(d.made_at, o.made_at, f.created_at) as made_at, f.name as file_name, f.size_bytes as size, f.sha256, f.expires_at,
          f.replaced_by is not null as replaced, f.revoked_at, revoker.name as revoked_by, f.revoked_reason, f.deleted_at,
          r.id as run_id, r.as_of, r.late, r.state as run_state, r.reason as run_reason, r.created_at as started_at, r.finished_at,
          asker.name as requested_by
        from unnest(@deliveries, @files) with ordinality i (delivery_id, file_id, place)
        left join deliveries d on d.id = i.delivery_id
        left join runs r on r.id = d.run_id
        left join users asker on asker.id = r.requested_by
        left join stored_files f on f.id = coalesce(d.file_id, i.file_id)
        left join users revoker on revoker.id = f.revoked_by
        left join file_origins o on o.file_id = f.id
        left join list_exports e on e.file_id = f.id
        order by i.place
        """;

    public long? DeliveryId { get; init; }
    public long? FileId { get; init; }
    public string Name { get; init; } = "";
    public string? Part { get; init; }

    /// <summary>The run's kind; of a file whose run is gone delivery, test or export.</summary>
    public string Kind { get; init; } = "";

    public string? ScheduleName { get; init; }
    public string? CustomerListName { get; init; }
    public string? Description { get; init; }
    public string? DateMetrics { get; init; }
    public string[] Columns { get; init; } = [];
    public string? FileFormat { get; init; }
    public string? State { get; init; }
    public string? Reason { get; init; }
    public string? Notes { get; init; }
    public long? RowCount { get; init; }
    public long? BookingCount { get; init; }
    public string[] Named { get; init; } = [];
    public Instant? MadeAt { get; init; }
    public string? FileName { get; init; }
    public long? Size { get; init; }
    public byte[]? Sha256 { get; init; }
    public Instant? ExpiresAt { get; init; }
    public bool Replaced { get; init; }
    public Instant? RevokedAt { get; init; }
    public string? RevokedBy { get; init; }
    public string? RevokedReason { get; init; }
    public Instant? DeletedAt { get; init; }
    public long? RunId { get; init; }
    public Instant? AsOf { get; init; }
    public bool? Late { get; init; }
    public string? RunState { get; init; }
    public string? RunReason { get; init; }
    public Instant? StartedAt { get; init; }
    public Instant? FinishedAt { get; init; }
    public string? RequestedBy { get; init; }

    /// <summary>Whether its run was there and is deleted by now.</summary>
    public bool RunGone => RunId is null && Kind != "export";

    public static Task<List<DeliveryRow>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<FoundDelivery> found, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<DeliveryRow>(
            Sql,
            new
            {
                deliveries = found.Select(each => each.DeliveryId).ToArray(), files = found.Select(each => each.FileId).ToArray(),
            },
            cancellationToken);

    public string What => Kind switch
    {
        "export" => "Run from the Customer List Explorer",
        "test" => $"A test of the schedule {ScheduleName}",
        "on_demand" => $"Run on demand, of the schedule {ScheduleName}",
        "manual" => $"Delivered by the schedule {ScheduleName}, by Run now",
        _ => $"Delivered by the schedule {ScheduleName}",
    };

    public PackRun? Run => RunId is null
        ? null
        : new PackRun
        {
            Number = RunId.Value,
            Schedule = ScheduleName!,
            RunFor = AsOf!.Value,
            How = RunWords.Kind(Kind),
            RequestedBy = RequestedBy,
            Late = Late == true,
            Result = RunWords.State(RunState!),
            Reason = RunReason,
            StartedAt = StartedAt!.Value,
            FinishedAt = FinishedAt,
        };

    public PackFile? File => FileId is null
        ? null
        : new PackFile
        {
            Name = FileName!,
            Format = FileFormat is null ? null : RunCustomerList.FileFormat.NameOf(FileFormat),
            Size = Size,
            Sha256 = Sha256 is null ? null : Convert.ToHexStringLower(Sha256),
            MadeAt = MadeAt!.Value,
            ExpiresAt = Replaced ? null : ExpiresAt,
            ReplacedAt = Replaced ? ExpiresAt : null,
            RevokedAt = RevokedAt,
            RevokedBy = RevokedBy,
            RevokedBecause = RevokedReason,
            DeletedAt = DeletedAt,
        };

    public IReadOnlyList<ResolvedDateMetric> Dates =>
        JsonSerializer.Deserialize<ResolvedDateMetric[]>(DateMetrics ?? "[]", JsonSerializerOptions.Web)!;

    public IReadOnlyList<string> Labels(OutputCatalogue catalogue) =>
        [.. Columns.Select(key => catalogue.Has(key) ? catalogue.Find(key).Label : key)];
}
