using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>Deletes what runs from the explorer left behind: rows older than runs are kept, once their files are gone.</summary>
public sealed record PurgeExports : IRequest<Unit>;

internal sealed class PurgeExportsHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<PurgeExports, Unit>
{
    private const int AtOnce = 1000;

    // A file that is still stored keeps its row, without which nobody could collect it.
    private const string OldSql =
        """
        delete from list_exports
        where id in (
          select e.id
          from list_exports e
          cross join venue_settings v
          left join stored_files f on f.id = e.file_id
          where e.started_at < @now - make_interval(months => v.keep_months) and e.state not in ('waiting', 'running')
            and (f.id is null or f.deleted_at is not null)
          order by e.started_at
          limit @AtOnce)
        """;

    public async Task<Unit> Handle(PurgeExports request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var parameters = new { now = clock.GetCurrentInstant(), AtOnce };
        while (await connection.RunAsync(OldSql, parameters, cancellationToken) == AtOnce)
        {
        }

        return Unit.Value;
    }
}
