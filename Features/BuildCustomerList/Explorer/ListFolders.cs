using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>Every folder, by path.</summary>
public sealed record ListFolders : IRequest<IReadOnlyList<Folder>>;
/// <param name="ParentId">The folder that it is in.</param>
/// <param name="Path">"Programme / Workshops".</param>
/// <param name="Version">The version that an edit must carry.</param>
/// <param name="Lists">How many lists are in it and in the folders below.</param>
public sealed record Folder(long Id, long? ParentId, string Name, string Path, int Version, long Lists)
{
    public const string Separator = " / ";
}

internal sealed class ListFoldersHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListFolders, IReadOnlyList<Folder>>
{
    private const string FoldersSql =
        """
        with recursive folders as (
          select id, parent_id, name, name::text as path, version, array[id] as ids from customer_list_folders where parent_id is null
          union all
          select f.id, f.parent_id, f.name, folders.path || ' / ' || f.name, f.version, folders.ids || f.id
          from customer_list_folders f join folders on folders.id = f.parent_id)
        select f.id, f.parent_id, f.name, f.path, f.version,
          (select count(*) from customer_lists l join folders below on below.id = l.folder_id where f.id = any(below.ids) and l.deleted_at
            is null) as lists
        from folders f
        order by lower(f.path)
        """;

    public async Task<IReadOnlyList<Folder>> Handle(ListFolders request, CancellationToken cancellationToken)
    {
        return [.. await dataSource.ReadAllAsync<Folder>(FoldersSql, cancellationToken)];
    }
}
