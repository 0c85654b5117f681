using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>An account's sessions that have not ended, the one that was seen last first.</summary>
public sealed record ListSessions(Guid UserId) : IRequest<IReadOnlyList<ListedSession>>;

/// <param name="BegunAt">When somebody signed in.</param>
/// <param name="SeenAt">When it last asked for anything, to the minute.</param>
/// <param name="Browser">In plain words.</param>
/// <param name="FromAddress">The network address that it was begun from.</param>
public sealed record ListedSession(Guid Id, Instant BegunAt, Instant SeenAt, string Browser, string? FromAddress);

internal sealed class ListSessionsHandler(NpgsqlDataSource dataSource, IClock clock)
    : IRequestHandler<ListSessions, IReadOnlyList<ListedSession>>
{
    private const string Sql =
        $"""
        select s.id, s.begun_at, s.seen_at, s.browser, s.from_address
        from sessions s
        join users u on u.id = s.user_id
        where s.user_id = @UserId and {Sessions.LiveSql}
        order by s.seen_at desc, s.begun_at desc
        """;

    public async Task<IReadOnlyList<ListedSession>> Handle(ListSessions request, CancellationToken cancellationToken) =>
        await dataSource.ReadAllAsync<ListedSession>(Sql, new { request.UserId, now = clock.GetCurrentInstant() }, cancellationToken);
}
