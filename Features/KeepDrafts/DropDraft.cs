using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.KeepDrafts;

/// <summary>Deletes a person's draft of a thing: it was saved, or given up.</summary>
public sealed record DropDraft(Guid UserId, DraftOf Of) : IRequest;

internal sealed class DropDraftHandler(NpgsqlDataSource dataSource) : IRequestHandler<DropDraft, Unit>
{
    private const string Sql = "delete from drafts where user_id = @UserId and kind = @Kind and thing_id = @Id";

    public async Task<Unit> Handle(DropDraft request, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(Sql, new { request.UserId, request.Of.Kind, request.Of.Id }, cancellationToken);
        return Unit.Value;
    }
}
