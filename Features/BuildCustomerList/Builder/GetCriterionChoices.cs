using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

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

    /// <summary>Whether more match the search than are offered.</summary>
    public bool More { get; init; }

    /// <summary>What is chosen but no longer in the customer data, by the field of <see cref="CriterionInput"/> that holds it.</summary>
    public IReadOnlyList<(string Field, Choice Choice)> Gone { get; private init; } = [];

    /// <summary>With what is chosen and has gone, under the name that it had.</summary>
    /// <param name="input">What is chosen.</param>
    /// <param name="before">The criterion as it was kept; null for a new one.</param>
    public CriterionNames NamingWhatHasGone(CriterionInput input, Criterion? before)
    {
        var gone = input.Kind switch
        {
            "tag" => In(nameof(CriterionInput.Ids), input.Ids, Tags, (before as TagCriterion)?.Tags),
            "contactPreference" => In(
                nameof(CriterionInput.Preference), input.Preference is { } id ? [id] : [], Preferences, before is ContactPreferenceCriterion was ? [was.Preference] : null),
            "booking" => In(nameof(CriterionInput.Ids), input.Ids, Events, (before as BookingCriterion)?.Events)
                .Concat(In(nameof(CriterionInput.Instances), input.Instances, Instances, (before as BookingCriterion)?.Instances)),
            _ => [],
        };
        return this with { Gone = [.. gone] };

        static IEnumerable<(string Field, Choice Choice)> In(string field, IEnumerable<long> chosen, IReadOnlyList<Choice> known, IReadOnlyList<Choice>? were) =>
            chosen.Distinct().Where(id => known.All(choice => choice.Id != id))
                .Select(id => (field, were?.FirstOrDefault(choice => choice.Id == id) ?? new Choice(id, "Something that was chosen")));
    }

    public IReadOnlyList<Choice> Of(IEnumerable<long> ids, IReadOnlyList<Choice> choices) =>
        [.. ids.Distinct().Select(id => choices.FirstOrDefault(choice => choice.Id == id)).OfType<Choice>()];
}

internal sealed class GetCriterionChoicesHandler(NpgsqlDataSource dataSource, VenueReader venues, IClock clock)
    : IRequestHandler<GetCriterionChoices, CriterionNames>
{
    private const int Offered = 60;
    private const int MostValues = 500;

    /// <summary>For producers: Find of a booking is for events and their dates.</summary>
    private const string Anything = "%";

    private const string TagsSql =
        """
        select id, name from crm.tags
        where id = any(@chosen) or name ilike @find
        order by id = any(@chosen) desc, lower(name), id
        limit cardinality(@chosen) + @offered
        """;

    private const string EventsSql =
        """
        select id, name from crm.events
        where id = any(@chosen) or name ilike @find
        order by id = any(@chosen) desc, lower(name), id
        limit cardinality(@chosen) + @offered
        """;

    // Those nearest to now first: a list is seldom about a performance of years ago.
    private const string InstancesSql =
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
        var find = $"%{CriteriaSql.LikeLiteral(input.Find.Trim())}%";
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return input.Kind switch
        {
            "tag" => await TagsAsync(),
            "contactPreference" => new CriterionNames
            {
                Preferences = [.. await connection.ReadAllAsync<Choice>(
                    "select id, name from crm.contact_preferences order by lower(name), id", cancellationToken)],
            },
            "booking" => await BookingsAsync(connection, input, find, Offer(await ValuesAsync("select distinct producer from crm.events", Anything), input.Values), cancellationToken),
            "donation" => Offer(await ValuesAsync(EachOnce("crm.donations", "fund")), input.Values, await ValuesAsync(EachOnce("crm.donations", "campaign")), input.Campaigns),
            "membership" => Offer(await ValuesAsync("select distinct scheme from crm.memberships"), input.Values),
            "mailing" => Offer(
                await ValuesAsync($"select * from ({EachOnce("crm.mailings_received", "category")}) received union select name from mailing_categories where retired_at is null"), input.Values),
            _ => new CriterionNames(),
        };

        async Task<CriterionNames> TagsAsync()
        {
            var tags = (await connection.ReadAllAsync<Choice>(
                TagsSql, new { chosen = input.Ids.ToArray(), find, offered = MostValues + 1 }, cancellationToken)).ToArray();
            return new CriterionNames { Tags = tags, More = tags.Length > input.Ids.Count + MostValues };
        }

        async Task<string[]> ValuesAsync(string sql, string? like = null) =>
            [.. await connection.ReadAllAsync<string>(
                $"select value from ({sql}) found (value) where value ilike @like order by 1 limit {MostValues + 1}",
                new { like = like ?? find },
                cancellationToken)];
    }

    private static CriterionNames Offer(string[] values, IEnumerable<string> chosen, string[]? campaigns = null, IEnumerable<string>? chosenCampaigns = null) => new()
    {
        Values = [.. chosen.Union(values.Take(MostValues))],
        Campaigns = campaigns is null ? [] : [.. chosenCampaigns!.Union(campaigns.Take(MostValues))],
        More = values.Length > MostValues || campaigns?.Length > MostValues,
    };

    /// <summary>The different values of an indexed column, by one step in the index for each: reading tens of millions of rows would keep the form waiting.</summary>
    private static string EachOnce(string table, string column) =>
        $"""
        with recursive once as (
          (select {column} as value from {table} where {column} is not null order by {column} limit 1)
          union all
          select (select {column} from {table} where {column} > once.value order by {column} limit 1) from once where once.value is not null
        )
        select value from once where value is not null
        """;

    private async Task<CriterionNames> BookingsAsync(
        NpgsqlConnection connection, CriterionInput input, string find, CriterionNames producers, CancellationToken cancellationToken)
    {
        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        var events = (await connection.ReadAllAsync<Choice>(
            EventsSql, new { chosen = input.Ids.ToArray(), find, offered = Offered + 1 }, cancellationToken)).ToArray();
        var instances = (await connection.ReadAllAsync<(long Id, string Name, Instant StartsAt)>(
            InstancesSql,
            new { chosen = input.Instances.ToArray(), events = input.Ids.ToArray(), find, zone = zone.Id, now = clock.GetCurrentInstant(), offered = Offered + 1 },
            cancellationToken))
            .Select(row => new Choice(row.Id, $"{row.Name}, {row.StartsAt.InZone(zone).ToString("ddd d MMM uuuu HH:mm", CultureInfo.GetCultureInfo("en-GB"))}"))
            .ToArray();
        return producers with
        {
            Events = events,
            Instances = instances,
            More = producers.More || events.Length > input.Ids.Count + Offered || instances.Length > input.Instances.Count + Offered,
        };
    }
}
