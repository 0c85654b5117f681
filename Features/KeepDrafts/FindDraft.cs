using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.KeepDrafts;

/// <summary>The person's own draft of a thing; null when there is none, or none that can be read.</summary>
public sealed record FindDraft(Guid UserId, DraftOf Of) : IRequest<KeptDraft?>;

internal sealed class FindDraftHandler(NpgsqlDataSource dataSource, IDataProtectionProvider protection, IClock clock)
    : IRequestHandler<FindDraft, KeptDraft?>
{
    private sealed record Row(Instant SavedAt, int Version, byte[] Content);

    private const string Sql =
        """
        select saved_at, version, content
        from drafts
        where user_id = @UserId and kind = @Kind and thing_id = @Id and saved_at > @now - make_interval(days => @Days)
        """;

    public async Task<KeptDraft?> Handle(FindDraft request, CancellationToken cancellationToken) =>
        await dataSource.ReadOneAsync<Row>(
            Sql,
            new { request.UserId, request.Of.Kind, request.Of.Id, now = clock.GetCurrentInstant(), PurgeDrafts.Days },
            cancellationToken) is { } row
        && protection.Open(row.Content) is { } content
            ? new KeptDraft(row.SavedAt, row.Version, content)
            : null;
}
