using System.Globalization;
using CustomerListSchedules.Features.Shared;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList;

/// <summary>What the form of a criterion offers: everything that is chosen, and what matches the search.</summary>
internal sealed record GetCriterionChoices(CriterionInput Input) : IRequest<CriterionNames>;

/// <summary>What ids are called, and the values that the customer data hold.</summary>
public sealed record CriterionNames
{
    public IReadOnlyList<Choice> Tags { get; init; } = [];

    public IReadOnlyList<Choice> Preferences { get; init; } = [];

    public IReadOnlyList<Choice> Events { get; init; } = [];

    public IReadOnlyList<Choice> Instances { get; init; } = [];

    /// <summary>Producers, funds, schemes or categories.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public IReadOnlyList<string> Campaigns { get; init; } = [];

    /// <summary>Whether more events or instances match than are offered.</summary>
    public bool More { get; init; }

    public IReadOnlyList<Choice> Of(IEnumerable<long> ids, IReadOnlyList<Choice> choices) =>
        [.. ids.Distinct().Select(id => choices.FirstOrDefault(choice => choice.Id == id)).OfType<Choice>()];
}

internal sealed class GetCriterionChoicesHandler(NpgsqlDataSource dataSource, VenueReader venues, IClock clock)
    : IRequestHandler<GetCriterionChoices, CriterionNames>
{
    private const int Offered = 60;
    private const int MostValues = 500;

    private const string Events =
        """
        select id, name from crm.events
        where id = any(@chosen) or name ilike @find
        order by id = any(@chosen) desc, lower(name), id
        limit cardinality(@chosen) + @offered
        """;

    // Those nearest to now first: a list is seldom about a performance of years ago.
    private const string Instances =
        """
        select i.id, e.name, i.starts_at
        from crm.event_instances i
        join crm.events e on e.id = i.event_id
        where i.id = any(@chosen) or ((e.name ilike @find or to_char(i.starts_at at time zone @zone, 'YYYY-MM-DD') like @find) and (cardinality(@events) = 0 or e.id = any(@events)))
        order by i.id = any(@chosen) desc, abs(extract(epoch from i.starts_at - @now)), i.id
        limit cardinality(@chosen) + @offered
        """;

    public async Task<CriterionNames> Handle(GetCriterionChoices request, CancellationToken cancellationToken)
    {
        var input = request.Input;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return input.Kind switch
        {
            "tag" => new CriterionNames { Tags = await Named("select id, name from crm.tags order by lower(name), id") },
            "contactPreference" => new CriterionNames { Preferences = await Named("select id, name from crm.contact_preferences order by lower(name), id") },
            "booking" => await Bookings(connection, input, await Values("select distinct producer from crm.events where producer is not null order by 1", input.Values), cancellationToken),
            "donation" => new CriterionNames
            {
                Values = await Values("select distinct fund from crm.donations order by 1", input.Values),
                Campaigns = await Values("select distinct campaign from crm.donations where campaign is not null order by 1", input.Campaigns),
            },
            "membership" => new CriterionNames { Values = await Values("select distinct scheme from crm.memberships order by 1", input.Values) },
            "mailing" => new CriterionNames { Values = await Values("select category from crm.mailings_received union select name from mailing_categories where retired_at is null order by 1", input.Values) },
            _ => new CriterionNames(),
        };

        async Task<IReadOnlyList<Choice>> Named(string sql) =>
            [.. await connection.QueryAsync<Choice>(new CommandDefinition(sql, cancellationToken: cancellationToken))];

        async Task<IReadOnlyList<string>> Values(string sql, IEnumerable<string> chosen) =>
            [.. chosen.Union(await connection.QueryAsync<string>(new CommandDefinition($"{sql} limit {MostValues}", cancellationToken: cancellationToken)))];
    }

    private async Task<CriterionNames> Bookings(
        NpgsqlConnection connection, CriterionInput input, IReadOnlyList<string> producers, CancellationToken cancellationToken)
    {
        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        var find = $"%{CriteriaSql.LikeLiteral(input.Find.Trim())}%";
        var events = (await connection.QueryAsync<Choice>(new CommandDefinition(
            Events, new { chosen = input.Ids.ToArray(), find, offered = Offered + 1 }, cancellationToken: cancellationToken))).ToArray();
        var instances = (await connection.QueryAsync<(long Id, string Name, Instant StartsAt)>(new CommandDefinition(
            Instances,
            new { chosen = input.Instances.ToArray(), events = input.Ids.ToArray(), find, zone = zone.Id, now = clock.GetCurrentInstant(), offered = Offered + 1 },
            cancellationToken: cancellationToken)))
            .Select(row => new Choice(row.Id, $"{row.Name}, {row.StartsAt.InZone(zone).ToString("ddd d MMM uuuu HH:mm", CultureInfo.GetCultureInfo("en-GB"))}"))
            .ToArray();
        return new CriterionNames
        {
            Events = events, Instances = instances, Values = producers,
            More = events.Length > input.Ids.Count + Offered || instances.Length > input.Instances.Count + Offered,
        };
    }
}
