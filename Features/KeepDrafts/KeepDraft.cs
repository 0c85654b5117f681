using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.KeepDrafts;

/// <summary>Keeps what a person is changing, in the place of what they were changing of the same thing before.</summary>
public sealed record KeepDraft(Guid UserId, DraftOf Of, int Version, string Content) : IRequest;

internal sealed class KeepDraftHandler(NpgsqlDataSource dataSource, IDataProtectionProvider protection, IClock clock)
    : IRequestHandler<KeepDraft, Unit>
{
    private const string Sql =
        """
        insert into drafts (user_id, kind, thing_id, version, content, saved_at)
        values (@UserId, @Kind, @Id, @Version, @content, @now)
        on conflict (user_id, kind, thing_id) do update
        set version = excluded.version, content = excluded.content, saved_at = excluded.saved_at
        """;

    public async Task<Unit> Handle(KeepDraft request, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(
            Sql,
            new
            {
                request.UserId, request.Of.Kind, request.Of.Id, request.Version,
                content = protection.Seal(request.Content), now = clock.GetCurrentInstant(),
            },
            cancellationToken);
        return Unit.Value;
    }
}
