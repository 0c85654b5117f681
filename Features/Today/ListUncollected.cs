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

internal sealed class ListUncollectedHandler(NpgsqlDataSource dataSource, SharedReads reads, IClock clock)
    : IRequestHandler<ListUncollected, UncollectedFiles>
{
    private const string Sql =
        """
        with live as materialized (
          select id, expires_at from stored_files where deleted_at is null and revoked_at is null and expires_at > @now
        ), alone as materialized (
          select id, expires_at
          from live
          where not exists (
            -- Read once, from the oldest of these files on, rather than looked up for each.
            select from (select file_id from downloads where file_id >= (select min(id) from live) offset 0) collected
            where collected.file_id = live.id)
        )
        select d.run_id, concat_ws(': ', d.name, d.split_value) as name,
          r.schedule_name, p.people::int as people, f.expires_at, count(*) over ()::int as found
        from alone f
        join deliveries d on d.file_id = f.id
        join runs r on r.id = d.run_id and r.kind in ('scheduled', 'manual')
        join lateral (
          select count(*) as people
          from messages m
          where m.delivery_id = d.id and m.kind = 'delivery' and m.state = 'accepted' and m.accepted_at < @now - interval '1 hour'
        ) p on p.people > 0
        order by f.expires_at, d.id
        limit 6
        """;

    public Task<UncollectedFiles> Handle(ListUncollected request, CancellationToken cancellationToken) => reads.OfAsync(request, ReadAsync);

    private async Task<UncollectedFiles> ReadAsync()
    {
        var files = await dataSource.ReadAllAsync<UncollectedFile>(Sql, new { now = clock.GetCurrentInstant() }, CancellationToken.None);
        return new UncollectedFiles(files, files is [var first, ..] ? first.Found : 0);
    }
}
