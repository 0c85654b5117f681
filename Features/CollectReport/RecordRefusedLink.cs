using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.CollectReport;

/// <summary>Somebody signed in opened a link that is none of theirs, or none at all: an entry an hour for each person.</summary>
public sealed record RecordRefusedLink(Actor Actor) : IRequest<Unit>;

internal sealed class RecordRefusedLinkHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<RecordRefusedLink, Unit>
{
    public async Task<Unit> Handle(RecordRefusedLink request, CancellationToken cancellationToken)
    {
        await audit.GatherAsync(dataSource, request.Actor, "link.refused", "link", null, cancellationToken);
        return Unit.Value;
    }
}
