using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>Deletes what is left of sessions that have ended, and failures that are forgotten.</summary>
public sealed record PurgeSignIns : IRequest<Unit>;

internal sealed class PurgeSignInsHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<PurgeSignIns, Unit>
{
    public async Task<Unit> Handle(PurgeSignIns request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        await Sessions.PurgeAsync(connection, now, cancellationToken);
        await SignInFailures.PurgeAsync(connection, now, cancellationToken);
        return Unit.Value;
    }
}
