using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Groups;

/// <summary>A group as it is now; null when there is none.</summary>
public sealed record GetRecipientGroup(long Id) : IRequest<RecipientGroup?>;

internal sealed class GetRecipientGroupHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetRecipientGroup, RecipientGroup?>
{
    private const string Sql = $"select {RecipientGroup.Columns} from recipient_groups where id = @Id";

    public async Task<RecipientGroup?> Handle(GetRecipientGroup request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadOneAsync<RecipientGroup>(Sql, new { request.Id }, cancellationToken);
    }
}
