using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.TraceCustomerData;

/// <summary>Forgets who was in files that are older than Settings say, then the rows of files that nothing refers to any more.</summary>
public sealed record PurgeTraces : IRequest<Unit>;

public static class TraceRetention
{
    public static IServiceCollection AddTraceRetention(this IServiceCollection services, IConfiguration configuration) =>
        configuration.GetValue("Scheduling:Enabled", true) ? services.AddRequestJob<PurgeTraces>(TimeSpan.FromHours(1)) : services;
}

internal sealed class PurgeTracesHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<PurgeTraces, Unit>
{
    private const int AtOnce = 1000;

    // A file that is still stored keeps its register, however long links are made to live.
    private const string Sql =
        """
        with old as (
          select o.file_id
          from file_origins o
          join stored_files f on f.id = o.file_id
          cross join venue_settings v
          where o.made_at < @now - make_interval(months => v.trace_months) and f.deleted_at is not null
          order by o.made_at
          limit @AtOnce
        ), members as (
          delete from stored_file_members where file_id in (select file_id from old)
        ), origins as (
          delete from file_origins where file_id in (select file_id from old)
          returning 1
        )
        select count(*) from origins
        """;

    private const string FilesSql =
        """
        delete from stored_files
        where id in (
          select f.id
          from stored_files f
          cross join venue_settings v
          where f.deleted_at < @now - make_interval(months => greatest(v.keep_months, v.trace_months))
            and not exists (select from file_origins o where o.file_id = f.id)
            and not exists (select from deliveries d where d.file_id = f.id)
            and not exists (select from list_exports e where e.file_id = f.id)
          order by f.id
          limit @AtOnce)
        """;

    public async Task<Unit> Handle(PurgeTraces request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var parameters = new { now = clock.GetCurrentInstant(), AtOnce };
        while (await connection.ScalarAsync<long>(Sql, parameters, cancellationToken) == AtOnce)
        {
        }

        while (await connection.RunAsync(FilesSql, parameters, cancellationToken) == AtOnce)
        {
        }

        return Unit.Value;
    }
}
