using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>Deletes imports that are older than history is kept. Their files have expired long before.</summary>
public sealed record PurgeImports : IRequest<Unit>;

internal sealed class PurgeImportsHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<PurgeImports, Unit>
{
    private const string Sql =
        """
        delete from data_imports i
        using venue_settings v
        where i.created_at < @now - make_interval(months => v.keep_months) and i.state not in ('waiting', 'working');

        delete from crm.data_loads l
        using venue_settings v
        where l.as_of < @now - make_interval(months => v.keep_months)
          and exists (select from crm.data_loads o where o.kind is not distinct from l.kind and o.as_of > l.as_of)
        """;

    public async Task<Unit> Handle(PurgeImports request, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(Sql, new { now = clock.GetCurrentInstant() }, cancellationToken);
        return Unit.Value;
    }
}
