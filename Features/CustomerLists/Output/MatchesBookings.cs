using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>Whether a Customer List asks for a booking, so that the one that matched can be shown; false when it cannot be read.</summary>
public sealed record MatchesBookings(long CustomerListId) : IRequest<bool>;

internal sealed class MatchesBookingsHandler(NpgsqlDataSource dataSource) : IRequestHandler<MatchesBookings, bool>
{
    private const string SnapshotSql =
        """
        select customer_list_snapshot(definition, output_columns, sort_by)::text
        from customer_lists
        where id = @CustomerListId and deleted_at is null
        """;

    public async Task<bool> Handle(MatchesBookings request, CancellationToken cancellationToken)
    {
        try
        {
            return await dataSource.ReadOneAsync<string>(SnapshotSql, new { request.CustomerListId }, cancellationToken) is { } snapshot
                && ListSnapshot.Parse(snapshot).MatchesBookings;
        }
        catch (DefinitionException)
        {
            return false;
        }
    }
}
