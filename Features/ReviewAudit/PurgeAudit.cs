using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewAudit;

/// <summary>Deletes audit entries that are older than they are kept, by the one database function that may.</summary>
public sealed record PurgeAudit : IRequest<Unit>;

public static class AuditRetention
{
    public static IServiceCollection AddAuditRetention(this IServiceCollection services, IConfiguration configuration) =>
        configuration.GetValue("Scheduling:Enabled", true) ? services.AddRequestJob<PurgeAudit>(TimeSpan.FromHours(1)) : services;
}

internal sealed class PurgeAuditHandler(NpgsqlDataSource dataSource) : IRequestHandler<PurgeAudit, Unit>
{
    private const int AtOnce = 10_000;

    public async Task<Unit> Handle(PurgeAudit request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        while (await connection.ScalarAsync<long>("select purge_audit(@AtOnce)", new { AtOnce }, cancellationToken) == AtOnce)
        {
        }

        return Unit.Value;
    }
}
