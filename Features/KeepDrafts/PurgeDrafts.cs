using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.KeepDrafts;

/// <summary>Deletes the drafts that nobody has come back to.</summary>
public sealed record PurgeDrafts : IRequest<Unit>
{
    /// <summary>How long a draft is kept.</summary>
    public const int Days = 30;
}

public static class DraftRetention
{
    public static IServiceCollection AddDraftRetention(this IServiceCollection services, IConfiguration configuration) =>
        configuration.GetValue("Scheduling:Enabled", true) ? services.AddRequestJob<PurgeDrafts>(TimeSpan.FromHours(1)) : services;
}

internal sealed class PurgeDraftsHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<PurgeDrafts, Unit>
{
    private const string Sql = "delete from drafts where saved_at <= @now - make_interval(days => @Days)";

    public async Task<Unit> Handle(PurgeDrafts request, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(Sql, new { now = clock.GetCurrentInstant(), PurgeDrafts.Days }, cancellationToken);
        return Unit.Value;
    }
}
