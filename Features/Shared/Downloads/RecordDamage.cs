using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.Shared.Downloads;

/// <summary>Records that a download ended because the file was found damaged: nothing whole was handed out.</summary>
public sealed record RecordDamage(long FileId, long? MessageId, Actor Actor) : IRequest<Unit>;

internal sealed class RecordDamageHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<RecordDamage, Unit>
{
    public async Task<Unit> Handle(RecordDamage request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "file.found_damaged", "file", request.FileId, new { request.MessageId }, cancellationToken);
        return Unit.Value;
    }
}
