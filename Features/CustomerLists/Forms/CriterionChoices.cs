using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>What ids are called, and the values that the customer data hold.</summary>
public sealed record CriterionChoices
{
    public IReadOnlyList<Choice> Tags { get; init; } = [];

    public IReadOnlyList<Choice> Preferences { get; init; } = [];

    public IReadOnlyList<Choice> Events { get; init; } = [];

    public IReadOnlyList<Choice> Instances { get; init; } = [];

    public IReadOnlyList<Choice> EventTags { get; init; } = [];

    /// <summary>Producers, funds, schemes or categories.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public IReadOnlyList<string> Campaigns { get; init; } = [];

    /// <summary>Whether more match the search than are offered.</summary>
    public bool More { get; init; }

    /// <summary>
    /// What is chosen but no longer in the customer data, under the name that it had, by the field of <see cref="CriterionInput"/> that
    /// holds it.
    /// </summary>
    public IReadOnlyList<(string Field, Choice Choice)> Gone { get; init; } = [];

    /// <summary>What is chosen, and as many of the values as can be looked through.</summary>
    public static CriterionChoices Offer(
        string[] values, IEnumerable<string> chosen, string[]? campaigns = null, IEnumerable<string>? chosenCampaigns = null) => new()
        {
            Values = [.. chosen.Union(values.Take(ChoiceReader.MostValues))],
            Campaigns = campaigns is null ? [] : [.. chosenCampaigns!.Union(campaigns.Take(ChoiceReader.MostValues))],
            More = values.Length > ChoiceReader.MostValues || campaigns?.Length > ChoiceReader.MostValues,
        };

    /// <summary>Those that ids name.</summary>
    public static IReadOnlyList<Choice> Of(IEnumerable<long> ids, IReadOnlyList<Choice> choices) =>
        [.. ids.Distinct().Select(id => choices.FirstOrDefault(choice => choice.Id == id)).OfType<Choice>()];

    /// <summary>What a field holds and is not known, under the name that it had.</summary>
    public static IEnumerable<(string Field, Choice Choice)> Missing(
        string field, IEnumerable<long> chosen, IReadOnlyList<Choice> known, IReadOnlyList<Choice>? were) =>
        chosen.Distinct().Where(id => known.All(choice => choice.Id != id))
            .Select(id => (field, were?.FirstOrDefault(choice => choice.Id == id) ?? new Choice(id, "Something that was chosen")));
}
