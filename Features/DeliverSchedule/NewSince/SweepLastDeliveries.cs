using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.NewSince;

/// <summary>
/// Forgets who was on lists where nothing is compared with it any more: a later delivery counts, the scheduled list is gone or asks for it
/// no longer, or what was made was never delivered and cannot be any more.
/// </summary>
public sealed record SweepLastDeliveries : IRequest<Unit>;

internal sealed class SweepLastDeliveriesHandler(NpgsqlDataSource dataSource) : IRequestHandler<SweepLastDeliveries, Unit>
{
    private const string Sql =
        """
        delete from delivered_members m
        using scheduled_lists l
        where l.id = m.scheduled_list_id and (
          l.deleted_at is not null
          or (l.send = 'everyone' and l.when_empty <> 'changed')
          or (l.split_by is null) <> (m.part_key is null)
          or (m.part_key is not null and not exists (
            select from current_parts c where c.scheduled_list_id = m.scheduled_list_id and c.part_key = m.part_key))
          or exists (
            select from delivered_members later
            where later.scheduled_list_id = m.scheduled_list_id and later.part_key is not distinct from m.part_key
              and later.delivered and later.delivery_id > m.delivery_id)
          or (not m.delivered and not exists (
            select from deliveries d
            left join stored_files f on f.id = d.file_id
            where d.id = m.delivery_id and f.deleted_at is null)))
        """;

    public async Task<Unit> Handle(SweepLastDeliveries request, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(Sql, cancellationToken);
        return Unit.Value;
    }
}
