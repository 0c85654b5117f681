using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.Calendar.Feed;

/// <summary>A person's calendar address; null when there is none.</summary>
public sealed record GetFeed(Guid UserId) : IRequest<OwnFeed?>;

public sealed record OwnFeed
{
    /// <summary>Only their own schedules.</summary>
    public bool Mine { get; init; }
    public Instant MadeAt { get; init; }

    /// <summary>When a program last read it; null when none has.</summary>
    public Instant? ReadAt { get; init; }
}

internal sealed class GetFeedHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetFeed, OwnFeed?>
{
    public async Task<OwnFeed?> Handle(GetFeed request, CancellationToken cancellationToken) =>
        await dataSource.ReadOneAsync<OwnFeed>(
            "select mine, made_at, read_at from calendar_feeds where user_id = @UserId", new { request.UserId }, cancellationToken);
}
