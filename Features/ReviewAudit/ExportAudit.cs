using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Writers;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewAudit;

/// <summary>The audit as a CSV file, oldest first; that it was taken is an entry too.</summary>
/// <returns>A temporary file at its start, deleted when it is closed.</returns>
public sealed record ExportAudit(AuditFilter Filter, Actor Actor) : IRequest<Stream>;

internal sealed class ExportAuditHandler(
    NpgsqlDataSource dataSource, VenueReader venues, AuditLog audit) : IRequestHandler<ExportAudit, Stream>
{
    private const string Sql =
        $"""
        select a.id, a.at, a.who, a.from_address, a.action, a.subject_type, a.subject_id, a.details::text
        from audit a
        where {AuditFilter.Sql}
        order by a.id
        """;

    private static readonly FileColumn[] Columns =
    [
        new("Number", FileColumnKind.Integer), new("When", FileColumnKind.Instant), new("Who", FileColumnKind.Text),
        new("From", FileColumnKind.Text),
        new("What", FileColumnKind.Text), new("Kind", FileColumnKind.Text), new("Id", FileColumnKind.Text),
        new("Details", FileColumnKind.Text),
    ];

    public async Task<Stream> Handle(ExportAudit request, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection);
        foreach (var (name, value) in request.Filter.Parameters(venue))
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return await TemporaryCsv.WriteAsync(
            command, Columns, venue.Zone,
            () => audit.WriteAsync(
                connection, request.Actor, "audit.exported", null, null,
                new { request.Filter.Search, request.Filter.From, request.Filter.Until }, cancellationToken),
            cancellationToken);
    }
}
