using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.Calendar.Feed;

/// <summary>Revokes a person's calendar address. Tells whether there was one.</summary>
public sealed record EndFeed(Actor Actor) : IRequest<bool>;

internal sealed class EndFeedHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<EndFeed, bool>
{
    public async Task<bool> Handle(EndFeed request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.RunAsync(
            "delete from calendar_feeds where user_id = @UserId", new { request.Actor.UserId }, cancellationToken) == 0)
        {
            return false;
        }

        await audit.WriteAsync(
            connection, request.Actor, "calendar_feed.revoked", "calendar_feed", request.Actor.UserId, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
