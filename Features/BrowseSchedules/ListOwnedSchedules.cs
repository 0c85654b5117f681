using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules;

/// <summary>What somebody owns, and to whom it can be handed over.</summary>
public sealed record ListOwnedSchedules(Guid OwnerId) : IRequest<OwnedSchedules>;

/// <param name="Schedules">By name.</param>
/// <param name="Colleagues">Active staff, the owner left out.</param>
public sealed record OwnedSchedules(IReadOnlyList<OwnedSchedule> Schedules, IReadOnlyList<Person> Colleagues);

public sealed record OwnedSchedule(long Id, string Name);

internal sealed class ListOwnedSchedulesHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListOwnedSchedules, OwnedSchedules>
{
    private const string SchedulesSql =
        "select id, name from schedules where owner_id = @OwnerId and deleted_at is null order by lower(name), id";

    private const string ColleaguesSql = "select id, name from staff where id <> @OwnerId order by lower(name), id";

    public Task<OwnedSchedules> Handle(ListOwnedSchedules request, CancellationToken cancellationToken) =>
        dataSource.ReadResultsAsync(
            $"{SchedulesSql};{ColleaguesSql}", new { request.OwnerId },
            async both => new OwnedSchedules((await both.ReadAsync<OwnedSchedule>()).AsList(), (await both.ReadAsync<Person>()).AsList()),
            cancellationToken);
}
