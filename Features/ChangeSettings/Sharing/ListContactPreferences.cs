using CustomerListSchedules.Features.CustomerLists.Definition;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings.Sharing;

/// <summary>The contact preferences of the customer data, by name.</summary>
public sealed record ListContactPreferences : IRequest<IReadOnlyList<Choice>>;

internal sealed class ListContactPreferencesHandler(NpgsqlDataSource dataSource)
    : IRequestHandler<ListContactPreferences, IReadOnlyList<Choice>>
{
    public async Task<IReadOnlyList<Choice>> Handle(ListContactPreferences request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await StoreSharing.ChoicesAsync(connection, cancellationToken);
    }
}
