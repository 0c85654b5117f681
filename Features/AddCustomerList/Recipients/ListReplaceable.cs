using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>Where an address, capitals included, can be replaced: before it is known by what.</summary>
public sealed record ListReplaceable(string Address) : IRequest<ReplaceableEntries>;

public sealed record ReplaceableEntries(IReadOnlyList<ReplacedEntry> Entries)
{
    /// <summary>What <see cref="ReplaceRecipient"/> is told that was seen.</summary>
    public string Seen => ReplacementPreview.Fingerprint(Entries);
}

internal sealed class ListReplaceableHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListReplaceable, ReplaceableEntries>
{
    public async Task<ReplaceableEntries> Handle(ListReplaceable request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return new ReplaceableEntries(
            await ReplacedEntry.FindAsync(connection, request.Address, request.Address, cancellationToken));
    }
}
