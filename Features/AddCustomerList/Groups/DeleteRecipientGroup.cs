using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Groups;

/// <summary>Deletes a group and answers its name; null when there is none. Who was copied from it stays on Email to.</summary>
public sealed record DeleteRecipientGroup(long Id, Actor Actor) : IRequest<string?>;

internal sealed class DeleteRecipientGroupHandler(NpgsqlDataSource dataSource, AuditLog audit)
    : IRequestHandler<DeleteRecipientGroup, string?>
{
    private const string Sql = "delete from recipient_groups where id = @Id returning name";

    public async Task<string?> Handle(DeleteRecipientGroup request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var name = await connection.ScalarAsync<string?>(Sql, new { request.Id }, cancellationToken);
        if (name is not null)
        {
            await audit.WriteAsync(
                connection, request.Actor, "recipient_group.deleted", "recipient_group", request.Id, new { name }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return name;
    }
}
