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
/// <param name="Things">What they are about and who did it, by kind and id.</param>
public sealed record AuditPage(
    IReadOnlyList<AuditEntry> Entries, long? Older, DateTimeZone Zone, IReadOnlyDictionary<(string Kind, string Id), AuditThing> Things)
{
    /// <summary>The account that did it, as it is called today; null for what nobody did, or an account that is gone.</summary>
    public AuditThing? Who(AuditEntry entry) => Account(entry.UserId?.ToString());

    /// <summary>What it is about; what is there no more keeps the name that the entry gives it.</summary>
    public AuditThing? About(AuditEntry entry) => entry.Subject is { } subject && Things.TryGetValue(subject, out var thing)
        ? thing
        : entry.Facts.FirstOrDefault(fact => fact.Name == "name").Value is { Length: > 0 } name ? new AuditThing(name, null) : null;

    /// <summary>A fact as a person reads it: the id of an account is its name.</summary>
    public string Words(string value) => Account(value)?.Name ?? value;

    private AuditThing? Account(string? id) => id is not null && Things.TryGetValue(("account", id), out var account) ? account : null;
}

public sealed class AuditEntry
{
    public long Id { get; init; }

    public Instant At { get; init; }

    public Guid? UserId { get; init; }

    public string Who { get; init; } = "";

    public string? FromAddress { get; init; }

    public string Action { get; init; } = "";

    public string? SubjectType { get; init; }

    public string? SubjectId { get; init; }

    public string Details { get; init; } = "{}";

    public (string Kind, string Id)? Subject => SubjectType is { } kind && SubjectId is { } id ? (kind, id) : null;

    /// <summary>"account.signed_in" as "Account signed in".</summary>
    public string Words => char.ToUpperInvariant(Action[0]) + Action[1..].Replace('.', ' ').Replace('_', ' ');

    /// <summary>The facts, one a line.</summary>
    public IEnumerable<(string Name, string Value)> Facts =>
        JsonDocument.Parse(Details).RootElement.EnumerateObject()
            .Where(fact => fact.Value.ValueKind != JsonValueKind.Null).Select(fact => (fact.Name, fact.Value.ToString()));
}

internal sealed class ListAuditHandler(NpgsqlDataSource dataSource, VenueReader venues) : IRequestHandler<ListAudit, AuditPage>
{
    private const int PageSize = 100;

    private const string Sql =
        $"""
        select a.id, a.at, a.user_id, a.who, a.from_address, a.action, a.subject_type, a.subject_id, a.details::text as details
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
        AuditEntry[] entries = [.. rows.Take(PageSize)];
        var things = await AuditThings.FindAsync(dataSource, [.. entries.SelectMany(Mentioned)], cancellationToken);
        return new AuditPage(entries, more ? rows[PageSize - 1].Id : null, venue.Zone, things);
    }

    private static IEnumerable<(string Kind, string Id)> Mentioned(AuditEntry entry) =>
    [
        .. entry.Subject is { } subject ? [subject] : Array.Empty<(string, string)>(),
        .. entry.UserId is { } user ? [("account", user.ToString())] : Array.Empty<(string, string)>(),
        .. entry.Facts.Where(fact => Guid.TryParse(fact.Value, out _)).Select(fact => ("account", fact.Value)),
    ];
}
