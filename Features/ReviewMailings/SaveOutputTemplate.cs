using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>Saves the Output Template. Lists and schedules that exist are not touched by it.</summary>
/// <param name="Output">What was chosen.</param>
/// <param name="Version">The version that the form was opened with.</param>
public sealed record SaveOutputTemplate(OutputInput Output, int Version, Actor Actor) : IRequest<OutputTemplateSaved>;

public abstract record OutputTemplateSaved
{
    public sealed record Done : OutputTemplateSaved;

    /// <param name="Why">In words for a person.</param>
    public sealed record Refused(string Why) : OutputTemplateSaved;
}

internal sealed class SaveOutputTemplateHandler(IMediator mediator, NpgsqlDataSource dataSource, AuditLog audit)
    : IRequestHandler<SaveOutputTemplate, OutputTemplateSaved>
{
    // The same template sent twice finds its own work done.
    private const string Sql =
        """
        update venue_settings
        set output_columns = @columns, sort_by = @sortBy::jsonb, output_template_version = output_template_version + 1
        where output_template_version = @version or (output_columns = @columns and sort_by = @sortBy::jsonb)
        """;

    public async Task<OutputTemplateSaved> Handle(SaveOutputTemplate request, CancellationToken cancellationToken)
    {
        request.Output.Tidy();
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        if (request.Output.Problem(catalogue.Choices(matchesBookings: false)) is { } problem)
        {
            return new OutputTemplateSaved.Refused(problem);
        }

        var columns = request.Output.Columns.ToArray();
        var sortBy = SortBy.ToJson(request.Output.Sort().Select(by => new SortBy(by.Column, by.Descending)));
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var saved = await connection.RunAsync(Sql, new { columns, sortBy, request.Version }, cancellationToken);
        if (saved == 0)
        {
            return new OutputTemplateSaved.Refused(
                "Somebody else changed the Output Template while you had it open. Nothing was overwritten: open this page in a new tab "
                + "to see it as it is now, then decide which to keep.");
        }

        await audit.WriteAsync(
                connection, request.Actor, "output_template.changed", "output_template", 1, new { columns, sortBy = request.Output.SortBy },
                cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new OutputTemplateSaved.Done();
    }
}
