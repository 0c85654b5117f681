using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.Today;

/// <summary>
/// Files that can still be collected and that nobody has, though they were sent an hour ago or more; what expires first leads.
/// </summary>
public sealed record ListUncollected : IRequest<UncollectedFiles>;

/// <param name="Files">The first of them.</param>
/// <param name="Found">How many there are.</param>
public sealed record UncollectedFiles(IReadOnlyList<UncollectedFile> Files, int Found);

public sealed record UncollectedFile
{
    public long RunId { get; init; }
    public string Name { get; init; } = "";
    public string ScheduleName { get; init; } = "";
    public int People { get; init; }
    public Instant ExpiresAt { get; init; }
    public int Found { get; init; }
}

internal sealed class ListUncollectedHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<ListUncollected, UncollectedFiles>
{
    private const string Sql =
        """
        select d.run_id, d.name, r.schedule_name, p.people::int as people, f.expires_at, count(*) over ()::int as found
        from deliveries d
        join runs r on r.id = d.run_id and r.kind in ('scheduled', 'manual')
        join stored_files f on f.id = d.file_id and f.deleted_at is null and f.revoked_at is null and f.expires_at > @now
        join lateral (
          select count(*) as people
          from messages m
          where m.delivery_id = d.id and m.kind = 'delivery' and m.state = 'accepted' and m.accepted_at < @now - interval '1 hour'
        ) p on p.people > 0
        where not exists (select from downloads w where w.file_id = d.file_id)
        order by f.expires_at, d.id
        limit 6
        """;

    public async Task<UncollectedFiles> Handle(ListUncollected request, CancellationToken cancellationToken)
    {
        var files = await dataSource.ReadAllAsync<UncollectedFile>(Sql, new { now = clock.GetCurrentInstant() }, cancellationToken);
        return new UncollectedFiles(files, files is [var first, ..] ? first.Found : 0);
    }
}
