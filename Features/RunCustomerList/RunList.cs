using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
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

internal sealed class RunListHandler(NpgsqlDataSource dataSource, ListExporter exporter, IMediator mediator, IClock clock) : IRequestHandler<RunList, ListStarted?>
{
    public async Task<ListStarted?> Handle(RunList request, CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetCustomerList(request.ListId), cancellationToken) is not { } list)
        {
            return null;
        }

        if (request.FileFormat == "docx" && list.Output.OutputColumns.Count > FileLimits.MailMergeColumns)
        {
            return new ListStarted.Refused(
                $"A Mail Merge document has at most {FileLimits.MailMergeColumns} columns; this list has {list.Output.OutputColumns.Count}. Remove some in its Output tab, or choose another file format.");
        }

        var id = Guid.NewGuid();
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        var snapshot = await dataSource.ScalarAsync<string>(
            """
            insert into list_exports (id, customer_list_id, user_id, file_format, state, started_at, alive_at)
            values (@id, @ListId, @UserId, @FileFormat, 'running', @now, clock_timestamp());
            select customer_list_snapshot(definition, output_columns, sort_by)::text from customer_lists where id = @ListId
            """,
            new { id, request.ListId, request.UserId, request.FileFormat, now = clock.GetCurrentInstant() },
            cancellationToken);
        exporter.Start(new ListExportRequest(id, list.Id, list.Name, snapshot!, request.FileFormat, catalogue, request.Actor));
        return new ListStarted.Done(id);
    }
}
