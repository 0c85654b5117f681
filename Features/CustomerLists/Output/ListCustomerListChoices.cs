using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>Every Customer List that can be chosen, by folder and name.</summary>
public sealed record ListCustomerListChoices : IRequest<IReadOnlyList<CustomerListChoice>>;
/// <param name="Name">Its name, unique.</param>
/// <param name="FolderPath">"Programme / Workshops"; empty at the top.</param>
public sealed record CustomerListChoice(long Id, string Name, string FolderPath);

internal sealed class ListCustomerListChoicesHandler(NpgsqlDataSource dataSource)
    : IRequestHandler<ListCustomerListChoices, IReadOnlyList<CustomerListChoice>>
{
    private const string ChoicesSql =
        """
        with recursive folders as (
          select id, name::text as path from customer_list_folders where parent_id is null
          union all
          select f.id, folders.path || ' / ' || f.name from customer_list_folders f join folders on folders.id = f.parent_id)
        select l.id, l.name, coalesce(folders.path, '') as folder_path
        from customer_lists l
        left join folders on folders.id = l.folder_id
        where l.deleted_at is null
        order by lower(coalesce(folders.path, '')), lower(l.name)
        """;

    public async Task<IReadOnlyList<CustomerListChoice>> Handle(ListCustomerListChoices request, CancellationToken cancellationToken)
    {
        return [.. await dataSource.ReadAllAsync<CustomerListChoice>(ChoicesSql, cancellationToken)];
    }
}
