using System.Globalization;
using CustomerListSchedules.Features.BuildCustomerList;
using CustomerListSchedules.Features.Shared;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.PartnerRun;

/// <summary>What one person may run on demand, and what that person asked for in the last days.</summary>
public sealed record ListReports(Guid UserId) : IRequest<PartnerReports>
{
    internal sealed class Handler(NpgsqlDataSource dataSource, VenueReader venues, IMediator mediator, IClock clock)
        : IRequestHandler<ListReports, PartnerReports>
    {
        private const string ReportsSql =
            """
            select sl.id, sl.name, sl.file_format, sl.output_columns, s.paused_at is not null as paused,
              customer_list_snapshot(cl.definition, sl.output_columns, sl.sort_by)::text as snapshot,
              mine.request_id, mine.state, mine.rows_so_far, mine.failures, last.made_at as last_made_at
            from users u
            join scheduled_list_recipients r on r.address = u.email collate "C"
            join scheduled_lists sl on sl.id = r.scheduled_list_id and sl.deleted_at is null
            join schedules s on s.id = sl.schedule_id and s.deleted_at is null and s.run_on_demand
            join customer_lists cl on cl.id = sl.customer_list_id
            left join lateral (
              select q.id as request_id, d.state, d.rows_so_far, d.failures
              from run_requests q
              join deliveries d on d.run_id = q.run_id and d.scheduled_list_id = q.scheduled_list_id
              where q.scheduled_list_id = sl.id and q.user_id = u.id
              order by q.id desc
              limit 1
            ) mine on true
            left join lateral (
              select d.made_at
              from deliveries d
              where d.scheduled_list_id = sl.id and d.made_at is not null
              order by d.id desc
              limit 1
            ) last on true
            where u.id = @userId
            order by lower(sl.name), sl.id
            """;

        private const string FilesSql =
            """
            select q.id as request_id, d.name, d.file_format, d.row_count, run.as_of, f.id as file_id, f.name as file_name, f.content_type, f.size_bytes as size, f.expires_at
            from run_requests q
            join users u on u.id = q.user_id
            join deliveries d on d.run_id = q.run_id and d.scheduled_list_id = q.scheduled_list_id
            join runs run on run.id = d.run_id
            join scheduled_lists sl on sl.id = q.scheduled_list_id and sl.deleted_at is null
            join schedules s on s.id = sl.schedule_id and s.deleted_at is null
            join scheduled_list_recipients r on r.scheduled_list_id = sl.id and r.address = u.email collate "C"
            left join stored_files f on f.id = d.file_id
            where q.user_id = @userId and d.state = 'delivered' and d.made_at > @since
              and (f.id is null or (f.deleted_at is null and f.revoked_at is null and f.expires_at > @now))
            order by q.id desc
            """;

        public async Task<PartnerReports> Handle(ListReports request, CancellationToken cancellationToken)
        {
            var venue = await venues.ReadAsync(cancellationToken);
            var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
            var now = clock.GetCurrentInstant();
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            var rows = await connection.QueryAsync<ReportRow>(
                new CommandDefinition(ReportsSql, new { request.UserId }, cancellationToken: cancellationToken));
            var files = await connection.QueryAsync<ReadyFile>(new CommandDefinition(
                FilesSql, new { request.UserId, now, since = now - Duration.FromDays(venue.LinkDays) }, cancellationToken: cancellationToken));
            var dates = new DateMetricClock(now, venue.Zone);
            return new PartnerReports(venue, [.. rows.Select(row => Describe(row, catalogue, dates))], [.. files]);
        }

        private static PartnerReport Describe(ReportRow row, OutputCatalogue catalogue, DateMetricClock dates)
        {
            try
            {
                var list = ListCompiler.Compile(ListSnapshot.Parse(row.Snapshot), catalogue, dates);
                return new PartnerReport(row, list.Description, list.DateMetrics, [.. list.Columns.Select(column => column.Label)]);
            }
            catch (DefinitionException)
            {
                return new PartnerReport(row, "This list cannot be run at the moment. Please ask the venue.", [], []);
            }
        }
    }
}

public sealed record PartnerReports(Venue Venue, IReadOnlyList<PartnerReport> Reports, IReadOnlyList<ReadyFile> Files)
{
    public bool AnyUnderWay => Reports.Any(report => report.Row.IsUnderWay);

    /// <summary>What this person's latest request for a report came to, while that can still be collected.</summary>
    public ReadyFile? LatestOf(ReportRow report) => Files.FirstOrDefault(file => file.RequestId == report.RequestId);
}

/// <summary>A list that the person may run: what it means, in plain words.</summary>
public sealed record PartnerReport(ReportRow Row, string Description, IReadOnlyList<ResolvedDateMetric> DateMetrics, IReadOnlyList<string> Columns);

public sealed record ReportRow
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public bool Paused { get; init; }
    public string Snapshot { get; init; } = "";

    /// <summary>When its last file was made, for whomever.</summary>
    public Instant? LastMadeAt { get; init; }

    /// <summary>This person's latest request for it, and how that stands; null when there was none.</summary>
    public long? RequestId { get; init; }

    public string? State { get; init; }
    public long? RowsSoFar { get; init; }
    public int? Failures { get; init; }

    public bool IsUnderWay => State is "waiting" or "making";

    public string Format => FormatNames.Of(FileFormat);

    /// <summary>How this person's latest request stands, for the page and for those who hear it.</summary>
    public string Words(ReadyFile? latest) => State switch
    {
        "waiting" when Failures > 0 => "Will be tried again",
        "waiting" => "Waiting",
        "making" when RowsSoFar > 0 => string.Create(CultureInfo.InvariantCulture, $"Running, {RowsSoFar:N0} rows so far"),
        "making" => "Running",
        "failed" => "Could not be made",
        _ when latest is { FileId: not null } => $"Ready to download, {latest.Customers}",
        _ when latest is not null => "No customers matched",
        _ => "",
    };
}

/// <summary>A file of this person's requests, ready to be collected; without a file no customers matched.</summary>
public sealed record ReadyFile
{
    public long RequestId { get; init; }
    public string Name { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public long RowCount { get; init; }
    public Instant AsOf { get; init; }
    public long? FileId { get; init; }
    public string? FileName { get; init; }
    public string? ContentType { get; init; }
    public long? Size { get; init; }
    public Instant? ExpiresAt { get; init; }

    public string Format => FormatNames.Of(FileFormat);

    public string Customers => RowCount == 1 ? "1 customer" : RowCount.ToString("N0", CultureInfo.InvariantCulture) + " customers";
}

/// <summary>File formats under the names that they have everywhere.</summary>
internal static class FormatNames
{
    public static string Of(string fileFormat) => fileFormat switch
    {
        "csv" => "CSV",
        "xlsx" => "Unformatted Excel",
        _ => "Mail Merge document",
    };
}
