using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Rows;

/// <summary>Puts a list into another folder, unless somebody else changed its details meanwhile; null when there is no such list.</summary>
/// <param name="FolderId">Null for none.</param>
/// <param name="Version">Of its details, as the person saw them.</param>
public sealed record MoveCustomerList(long Id, long? FolderId, int Version, Actor Actor) : IRequest<ListMoved?>;

public abstract record ListMoved
{
    /// <param name="Name">The list's.</param>
    /// <param name="Folder">Null where it is in none.</param>
    public sealed record Done(string Name, string? Folder) : ListMoved;

    public sealed record ChangedMeanwhile : ListMoved;

    /// <summary>Only administrators change lists in the folder that it is in, or in the one that it was to go to.</summary>
    public sealed record Closed : ListMoved;

    public sealed record FolderGone : ListMoved;
}

internal sealed class MoveCustomerListHandler(
    NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<MoveCustomerList, ListMoved?>
{
    private const string FindSql =
        "select name, details_version as version, folder_id from customer_lists where id = @Id and deleted_at is null for update";

    private const string FolderSql = "select name from customer_list_folders where id = @FolderId for key share";

    private const string MoveSql =
        "update customer_lists set folder_id = @FolderId, details_version = details_version + 1 where id = @Id";

    private sealed record Row(string Name, int Version, long? FolderId);

    public async Task<ListMoved?> Handle(MoveCustomerList request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ReadOneAsync<Row>(FindSql, new { request.Id }, cancellationToken) is not { } list)
        {
            return null;
        }

        if (!await connection.MayChangeInAsync(list.FolderId, request.Actor, cancellationToken)
            || !await connection.MayChangeInAsync(request.FolderId, request.Actor, cancellationToken))
        {
            return new ListMoved.Closed();
        }

        if (list.Version != request.Version)
        {
            return new ListMoved.ChangedMeanwhile();
        }

        var folder = request.FolderId is null
            ? null
            : await connection.ScalarAsync<string?>(FolderSql, new { request.FolderId }, cancellationToken);
        if (request.FolderId is not null && folder is null)
        {
            return new ListMoved.FolderGone();
        }

        await connection.RunAsync(MoveSql, new { request.Id, request.FolderId }, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "customer_list.moved", "customer_list", request.Id, new { request.FolderId }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ListMoved.Done(list.Name, folder);
    }
}
