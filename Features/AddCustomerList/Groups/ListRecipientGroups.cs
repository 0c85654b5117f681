using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Groups;

/// <summary>Every group by name; staff share them.</summary>
public sealed record ListRecipientGroups : IRequest<IReadOnlyList<RecipientGroup>>;

internal sealed class ListRecipientGroupsHandler(NpgsqlDataSource dataSource)
    : IRequestHandler<ListRecipientGroups, IReadOnlyList<RecipientGroup>>
{
    private const string Sql = $"select {RecipientGroup.Columns} from recipient_groups order by lower(name)";

    public async Task<IReadOnlyList<RecipientGroup>> Handle(ListRecipientGroups request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAllAsync<RecipientGroup>(Sql, cancellationToken);
    }
}
