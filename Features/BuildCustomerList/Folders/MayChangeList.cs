using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

/// <summary>Whether somebody may change a list, for a page that offers it; whatever changes it asks again.</summary>
public sealed record MayChangeList(long Id, Guid? UserId) : IRequest<bool>;

internal sealed class MayChangeListHandler(NpgsqlDataSource dataSource) : IRequestHandler<MayChangeList, bool>
{
    private const string Sql = "select may_change_in_folder(folder_id, @UserId) from customer_lists where id = @Id and deleted_at is null";

    public Task<bool> Handle(MayChangeList request, CancellationToken cancellationToken) =>
        dataSource.ScalarAsync<bool>(Sql, request, cancellationToken);
}
