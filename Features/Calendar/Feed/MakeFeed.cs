using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.Calendar.Feed;

/// <summary>
/// Makes a person's calendar address, in place of the one before, which leads nowhere from then on. Gives its last part, which nobody can
/// tell later.
/// </summary>
public sealed record MakeFeed(bool Mine, Actor Actor) : IRequest<string>;

internal sealed class MakeFeedHandler(
    NpgsqlDataSource dataSource, LinkTokens tokens, AuditLog audit, IClock clock) : IRequestHandler<MakeFeed, string>
{
    private const string Sql =
        """
        insert into calendar_feeds (user_id, token_hash, mine, made_at)
        values (@userId, @hash, @mine, @now)
        on conflict (user_id) do update
        set token_hash = excluded.token_hash, mine = excluded.mine, made_at = excluded.made_at, read_at = null
        """;

    public async Task<string> Handle(MakeFeed request, CancellationToken cancellationToken)
    {
        var token = tokens.Create();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(
            Sql, new { request.Actor.UserId, token.Hash, request.Mine, now = clock.GetCurrentInstant() }, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "calendar_feed.made", "calendar_feed", request.Actor.UserId, new { request.Mine },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return tokens.Reveal(token.Protected);
    }
}
