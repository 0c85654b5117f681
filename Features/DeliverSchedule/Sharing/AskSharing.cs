using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Sharing;

/// <summary>Asks, just before a list is made, what its customers must have agreed to.</summary>
internal sealed class AskSharing(NpgsqlDataSource dataSource, IMediator mediator)
{
    public async Task<SharingAsked> AskAsync(string snapshot, IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await SharingAsked.OfAsync(connection, mediator, snapshot, addresses, cancellationToken);
    }
}
