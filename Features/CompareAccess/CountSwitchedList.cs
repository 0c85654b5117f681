using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>
/// How many customers more and fewer a scheduled list has with another Customer List, to whomever it goes; null where it has that one
/// already, and for a new one.
/// </summary>
public sealed record CountSwitchedList(long? ScheduledListId, long CustomerListId) : IRequest<CustomersChange?>;

internal sealed class CountSwitchedListHandler(NpgsqlDataSource dataSource, CustomersCounter counter)
    : IRequestHandler<CountSwitchedList, CustomersChange?>
{
    private const string Sql =
        """
        select scheduled.name as scheduled_list, after.id, after.name, before.name as instead,
          customer_list_snapshot(before.definition, '{}', '[]', false)::text as before,
          customer_list_snapshot(after.definition, '{}', '[]', false)::text as after
        from scheduled_lists scheduled
        join customer_lists before on before.id = scheduled.customer_list_id
        join customer_lists after on after.id = @CustomerListId and after.deleted_at is null and after.id <> before.id
        where scheduled.id = @ScheduledListId and scheduled.deleted_at is null
        """;

    private sealed record Switch
    {
        public string ScheduledList { get; init; } = "";
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string Instead { get; init; } = "";
        public string Before { get; init; } = "";
        public string After { get; init; } = "";
    }

    public async Task<CustomersChange?> Handle(CountSwitchedList request, CancellationToken cancellationToken) =>
        await dataSource.ReadOneAsync<Switch>(Sql, request, cancellationToken) is { } found
            ? await counter.CountAsync(
                new ChangedList(
                    new CustomersChange(found.Id, $"{found.Name} instead of {found.Instead}", [found.ScheduledList], []),
                    found.Before, found.After),
                CustomersCounter.SaveSeconds, cancellationToken)
            : null;
}
