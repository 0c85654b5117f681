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

    /// <summary>The format cannot hold the list; says why.</summary>
    public sealed record Refused(string Why) : ListStarted;
}

internal sealed class RunListHandler(NpgsqlDataSource dataSource, IMediator mediator, IClock clock) : IRequestHandler<RunList, ListStarted?>
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
        await dataSource.RunAsync(
            InsertSql,
            new
            {
                id, request.ListId, request.UserId, request.Actor.Name, request.Actor.FromAddress, request.FileFormat,
                now = clock.GetCurrentInstant(),
            },
            cancellationToken);
        return new ListStarted.Done(id);
    }
}
