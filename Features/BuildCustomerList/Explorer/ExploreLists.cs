using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>
/// What a folder of the explorer holds, or, with words to search for, every list of that name or description. Null when there is no such
/// folder.
/// </summary>
public sealed record ExploreLists(long? FolderId, string? Search, Guid? UserId) : IRequest<Explored?>;

/// <param name="Path">The folders down to this one, outermost first.</param>
/// <param name="Folders">The folders in it.</param>
/// <param name="Lists">The lists in it, or those found: the first <see cref="AtMost"/> by name.</param>
/// <param name="More">Whether there are more lists than are shown.</param>
public sealed record Explored(IReadOnlyList<Folder> Path, IReadOnlyList<Folder> Folders, IReadOnlyList<ExploredList> Lists, bool More)
{
    public const int AtMost = 500;
}

public sealed record ExploredList
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>"Programme / Workshops"; empty at the top.</summary>
    public required string FolderPath { get; init; }

    public string? Owner { get; init; }

    public long? LastCount { get; init; }

    public Instant? LastRunAt { get; init; }

    /// <summary>When <see cref="LastCount"/> was found; null where the list was changed since.</summary>
    public Instant? CountedAt { get; init; }

    public int DetailsVersion { get; init; }

    /// <summary>Whether only administrators change it, for the folder that it is in.</summary>
    public bool Closed { get; init; }

    /// <summary>Whether who asks may change it.</summary>
    public bool MayChange { get; init; }

    /// <summary>The names of the schedules that use it, and in the same order their ids.</summary>
    public required string[] UsedBy { get; init; }

    public required long[] UsedByIds { get; init; }
}

internal sealed class ExploreListsHandler(NpgsqlDataSource dataSource, IMediator mediator) : IRequestHandler<ExploreLists, Explored?>
{
    private const string ListsSql =
        """
        select l.id, l.name, l.description, coalesce(f.path, '') as folder_path, u.name as owner, l.last_count, l.last_run_at,
          l.counted_at, l.details_version, coalesce(f.closed, false) as closed, coalesce(f.may_change, true) as may_change,
          coalesce(used.names, '{}') as used_by, coalesce(used.ids, '{}') as used_by_ids
        from customer_lists l
        left join unnest(@folderIds, @folderPaths, @closed, @mayChange) as f (id, path, closed, may_change) on f.id = l.folder_id
        left join users u on u.id = l.owner_id
        left join lateral (
          select array_agg(s.name order by s.name, s.id) as names, array_agg(s.id order by s.name, s.id) as ids
          from schedules s
          where s.deleted_at is null and s.id in (
            select schedule_id from scheduled_lists where customer_list_id = l.id and deleted_at is null
            union
            select schedule_id from integrated_emails where customer_list_id = l.id and deleted_at is null)
        ) used on true
        where l.deleted_at is null
          and case when @search is null then l.folder_id is not distinct from @folderId
            else l.name ilike @search or l.description ilike @search end
        order by lower(l.name)
        limit @limit
        """;

    public async Task<Explored?> Handle(ExploreLists request, CancellationToken cancellationToken)
    {
        var folders = await mediator.Send(new ListFolders(request.UserId), cancellationToken);
        var byId = folders.ToDictionary(folder => folder.Id);
        if (request.FolderId is { } id && !byId.ContainsKey(id))
        {
            return null;
        }

        var search = string.IsNullOrWhiteSpace(request.Search) ? null : $"%{CriteriaSql.LikeLiteral(request.Search.Trim())}%";
        List<ExploredList> lists = [.. await dataSource.ReadAllAsync<ExploredList>(
            ListsSql,
            new
            {
                request.FolderId, search, folderIds = folders.Select(folder => folder.Id).ToArray(),
                folderPaths = folders.Select(folder => folder.Path).ToArray(),
                closed = folders.Select(folder => folder.Closed).ToArray(),
                mayChange = folders.Select(folder => folder.MayChange).ToArray(),
                limit = Explored.AtMost + 1,
            },
            cancellationToken)];
        return new Explored(
            Path(request.FolderId, byId),
            search is null ? [.. folders.Where(folder => folder.ParentId == request.FolderId)] : [],
            [.. lists.Take(Explored.AtMost)],
            lists.Count > Explored.AtMost);
    }

    private static List<Folder> Path(long? id, Dictionary<long, Folder> folders)
    {
        var path = new List<Folder>();
        while (id is { } at)
        {
            path.Insert(0, folders[at]);
            id = folders[at].ParentId;
        }

        return path;
    }
}
