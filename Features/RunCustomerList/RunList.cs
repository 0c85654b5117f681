using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Quotas;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>Runs a Customer List at once into a file of a format; null when there is no such list.</summary>
public sealed record RunList(long ListId, string FileFormat, Guid UserId, Infrastructure.Audit.Actor Actor) : IRequest<ListStarted?>;

public abstract record ListStarted
{
    /// <summary>The export has begun.</summary>
    public sealed record Done(Guid Export) : ListStarted;

    /// <summary>The format cannot hold the list, or the person has run it as often as they may; says which.</summary>
    public sealed record Refused(string Why) : ListStarted;
}

internal sealed class RunListHandler(
    NpgsqlDataSource dataSource, IMediator mediator, QuotaLedger quotas, VenueReader venues,
    IClock clock) : IRequestHandler<RunList, ListStarted?>
{
    private const string InsertSql =
        $"""
        insert into list_exports (id, customer_list_id, list_name, user_id, who, from_address, file_format, snapshot, state, started_at,
          next_attempt_at)
        select @id, id, name, @userId, @name, @fromAddress, @fileFormat,
          customer_list_snapshot(definition, output_columns, sort_by, row_per_booking), 'waiting', @now, @now
        from customer_lists
        where id = @listId;
        {WorkSignal.NotifySql}
        """;

    private const string NewestFileSql =
        """
        select e.started_at
        from list_exports e
        join stored_files f on f.id = e.file_id
        where e.user_id = @userId and e.customer_list_id = @listId
          and f.completed_at is not null and f.deleted_at is null and f.revoked_at is null and f.expires_at > @now
        order by e.started_at desc
        limit 1
        """;

    public async Task<ListStarted?> Handle(RunList request, CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetCustomerList(request.ListId), cancellationToken) is not { } list)
        {
            return null;
        }

        if (FileFormat.ProblemOf(request.FileFormat, list.Output.OutputColumns.Count, "this list has", " in its Output tab") is { } problem)
        {
            return new ListStarted.Refused(problem);
        }

        var id = Guid.NewGuid();
        var parameters = new
        {
            id, request.ListId, request.UserId, request.Actor.Name, request.Actor.FromAddress, request.FileFormat,
            now = clock.GetCurrentInstant(),
        };
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await quotas.UseAsync(connection, Quota.ListRun, request.UserId, request.ListId, cancellationToken) is { } reached)
        {
            var file = await connection.ScalarAsync<Instant?>(NewestFileSql, parameters, cancellationToken);
            var zone = (await venues.ReadAsync(cancellationToken)).Zone;
            return new ListStarted.Refused(reached.Words("run this list", "It can be run again", zone, file));
        }

        await connection.RunAsync(InsertSql, parameters, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ListStarted.Done(id);
    }
}
