using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

/// <summary>Deletes an empty folder; null when it is gone.</summary>
public sealed record DeleteFolder(long Id, Actor Actor) : IRequest<FolderDeleted?>;

public abstract record FolderDeleted
{
    public sealed record Done : FolderDeleted;

    public sealed record NotEmpty : FolderDeleted;

    /// <summary>Only administrators change lists in it, or in the folder above.</summary>
    public sealed record Closed : FolderDeleted;
}

internal sealed class DeleteFolderHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<DeleteFolder, FolderDeleted?>
{
    private const string FindSql = "select name, parent_id from customer_list_folders where id = @Id for update";

    private sealed record Row(string Name, long? ParentId);

    public async Task<FolderDeleted?> Handle(DeleteFolder request, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await connection.ReadOneAsync<Row>(FindSql, new { request.Id }, cancellationToken) is not { } folder)
            {
                return null;
            }

            if (!await connection.MayChangeInAsync(request.Id, request.Actor, cancellationToken)
                || !await connection.MayChangeInAsync(folder.ParentId, request.Actor, cancellationToken))
            {
                return new FolderDeleted.Closed();
            }

            await connection.RunAsync("delete from customer_list_folders where id = @Id", new { request.Id }, cancellationToken);
            await audit.WriteAsync(
                connection, request.Actor, "folder.deleted", "folder", request.Id, new { name = folder.Name }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new FolderDeleted.Done();
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ForeignKeyViolation or "23001")
        {
            return new FolderDeleted.NotEmpty();
        }
    }
}
