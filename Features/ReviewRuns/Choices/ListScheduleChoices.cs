using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns.Choices;

/// <summary>The schedules whose runs can be picked by name.</summary>
/// <param name="Chosen">One that is chosen already, deleted or not.</param>
public sealed record ListScheduleChoices(long? Chosen) : IRequest<ScheduleChoices>
{
    /// <summary>Of more than these nobody picks from a menu: they are searched for by name.</summary>
    public const int Most = 100;
}

/// <param name="Schedules">By name; none where there are too many to pick from.</param>
/// <param name="Chosen">The name of the one that is chosen.</param>
public sealed record ScheduleChoices(IReadOnlyList<ScheduleChoice> Schedules, string? Chosen);

public sealed record ScheduleChoice(long Id, string Name);

internal sealed class ListScheduleChoicesHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListScheduleChoices, ScheduleChoices>
{
    private const string Sql =
        """
        select id, name from schedules where deleted_at is null or id = @Chosen order by lower(name), id limit @limit;
        select name from schedules where id = @Chosen
        """;

    public Task<ScheduleChoices> Handle(ListScheduleChoices request, CancellationToken cancellationToken) =>
        dataSource.ReadResultsAsync(
            Sql, new { request.Chosen, limit = ListScheduleChoices.Most + 1 },
            async both =>
            {
                ScheduleChoice[] schedules = [.. await both.ReadAsync<ScheduleChoice>()];
                return new ScheduleChoices(
                    schedules.Length > ListScheduleChoices.Most ? [] : schedules, (await both.ReadAsync<string>()).SingleOrDefault());
            },
            cancellationToken);
}
