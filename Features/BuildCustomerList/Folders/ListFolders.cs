using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

/// <summary>Every folder, by path, and what this account may do in it.</summary>
public sealed record ListFolders(Guid? UserId) : IRequest<IReadOnlyList<Folder>>;

internal sealed class ListFoldersHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListFolders, IReadOnlyList<Folder>>
{
    private const string FoldersSql =
        """
        with recursive folders as (
          select id, parent_id, name, name::text as path, version, may_change, array[id] as ids
          from customer_list_folders
          where parent_id is null
          union all
          select f.id, f.parent_id, f.name, folders.path || ' / ' || f.name, f.version, f.may_change, folders.ids || f.id
          from customer_list_folders f join folders on folders.id = f.parent_id)
        select f.id, f.parent_id, f.name, f.path, f.version,
          (select count(*) from customer_lists l join folders below on below.id = l.folder_id where f.id = any(below.ids) and l.deleted_at
            is null) as lists,
          f.may_change as "right", own.closed,
          not own.closed or who.administrator as may_change,
          not (own.closed or coalesce(above.closed, false)) or who.administrator as may_be_changed
        from folders f
        join customer_list_folder_rights own on own.folder_id = f.id
        left join customer_list_folder_rights above on above.folder_id = f.parent_id
        cross join (select is_administrator(@UserId) as administrator) who
        order by lower(f.path)
        """;

    public async Task<IReadOnlyList<Folder>> Handle(ListFolders request, CancellationToken cancellationToken)
    {
        return [.. await dataSource.ReadAllAsync<Folder>(FoldersSql, request, cancellationToken)];
    }
}
