using System.Text.Json;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewAudit;

/// <summary>A page of the audit, newest first.</summary>
/// <param name="Filter">Which entries.</param>
/// <param name="Before">Entries older than this one; null for the newest.</param>
public sealed record ListAudit(AuditFilter Filter, long? Before) : IRequest<AuditPage>;

/// <param name="Entries">At most a page of them.</param>
/// <param name="Older">Where the next page begins; null on the last.</param>
/// <param name="Zone">The venue's time zone.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Older, DateTimeZone Zone);

public sealed class AuditEntry
{
    public long Id { get; init; }

    public Instant At { get; init; }

    public string Who { get; init; } = "";

    public string? FromAddress { get; init; }

    public string Action { get; init; } = "";

    public string? SubjectType { get; init; }

    public string? SubjectId { get; init; }

    public string Details { get; init; } = "{}";

    /// <summary>"account.signed_in" as "Account signed in".</summary>
    public string Words => char.ToUpperInvariant(Action[0]) + Action[1..].Replace('.', ' ').Replace('_', ' ');

    /// <summary>The facts, one a line.</summary>
    public IEnumerable<(string Name, string Value)> Facts =>
        JsonDocument.Parse(Details).RootElement.EnumerateObject().Select(fact => (fact.Name, fact.Value.ToString()));
}

internal sealed class ListAuditHandler(NpgsqlDataSource dataSource, VenueReader venues) : IRequestHandler<ListAudit, AuditPage>
{
    private const int PageSize = 100;

    private const string Sql =
        $"""
        select a.id, a.at, a.who, a.from_address, a.action, a.subject_type, a.subject_id, a.details::text as details
        from audit a
        where {AuditFilter.Sql} and (@before::bigint is null or a.id < @before)
        order by a.id desc
        limit @PageSize + 1
        """;

    public async Task<AuditPage> Handle(ListAudit request, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var parameters = new DynamicParameters(request.Filter.Parameters(venue));
        parameters.Add("before", request.Before);
        parameters.Add("PageSize", PageSize);
        var rows = await dataSource.ReadAllAsync<AuditEntry>(Sql, parameters, cancellationToken);
        var more = rows.Count > PageSize;
        return new AuditPage([.. rows.Take(PageSize)], more ? rows[PageSize - 1].Id : null, venue.Zone);
    }
}
