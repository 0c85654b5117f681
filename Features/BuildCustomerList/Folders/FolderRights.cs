using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

/// <summary>
/// Asked within the transaction of whatever changes a list or a folder, with the row of the list locked: what a page offers may be old.
/// </summary>
internal static class FolderRights
{
    private const string MayChangeSql = "select may_change_in_folder(@folderId, @UserId)";

    private const string AdministratorSql = "select is_administrator(@UserId)";

    // The nearest folder in which they may; none is the top, where everybody may.
    private const string NearestSql =
        """
        with recursive above as (
          select id, parent_id, 0 as up from customer_list_folders where id = @folderId
          union all
          select f.id, f.parent_id, above.up + 1 from customer_list_folders f join above on above.parent_id = f.id)
        select id from above where may_change_in_folder(id, @UserId) order by up limit 1
        """;

    /// <param name="folderId">Null for the top.</param>
    public static Task<bool> MayChangeInAsync(
        this NpgsqlConnection connection, long? folderId, Actor actor, CancellationToken cancellationToken) =>
        connection.ScalarAsync<bool>(MayChangeSql, new { folderId, actor.UserId }, cancellationToken);

    /// <summary>Where a copy of what is in a folder goes: that folder, or the nearest above it in which they may change lists.</summary>
    public static Task<long?> NearestTheyMayChangeAsync(
        this NpgsqlConnection connection, long? folderId, Actor actor, CancellationToken cancellationToken) =>
        connection.ScalarAsync<long?>(NearestSql, new { folderId, actor.UserId }, cancellationToken);

    public static Task<bool> IsAdministratorAsync(this NpgsqlConnection connection, Actor actor, CancellationToken cancellationToken) =>
        connection.ScalarAsync<bool>(AdministratorSql, new { actor.UserId }, cancellationToken);
}
