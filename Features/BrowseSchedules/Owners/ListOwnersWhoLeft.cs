using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules.Owners;

/// <summary>People who left, or are staff no longer, and still own schedules: nobody at work hears of those schedules' failures.</summary>
public sealed record ListOwnersWhoLeft : IRequest<IReadOnlyList<OwnerWhoLeft>>;

internal sealed class ListOwnersWhoLeftHandler(
    NpgsqlDataSource dataSource) : IRequestHandler<ListOwnersWhoLeft, IReadOnlyList<OwnerWhoLeft>>
{
    private const string Sql =
        """
        select u.id, u.name, count(*)::int as schedules
        from users u join schedules s on s.owner_id = u.id and s.deleted_at is null
        where not exists (select from staff where staff.id = u.id)
        group by u.id
        order by lower(u.name), u.id
        """;

    public async Task<IReadOnlyList<OwnerWhoLeft>> Handle(ListOwnersWhoLeft request, CancellationToken cancellationToken)
    {
        return await dataSource.ReadAllAsync<OwnerWhoLeft>(Sql, cancellationToken);
    }
}
