using System.Text.Json;
using CustomerListSchedules.Features.RunCustomerList.Parts;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.ReviewRuns.Sentences;

/// <summary>What of a split list went to nobody in a run.</summary>
public sealed record RunSplit
{
    private const int MostNamed = 20;

    public long ScheduledListId { get; init; }
    public string SplitBy { get; init; } = "";
    public long CustomersWithoutValue { get; init; }

    /// <summary>The values without a recipient, as they are stored; of very many the first.</summary>
    public string Unmet { get; init; } = "[]";

    public int UnmetValues { get; init; }

    /// <summary>In words for staff, a sentence each; none where everything went to somebody.</summary>
    public IEnumerable<string> Words()
    {
        var word = CustomerLists.Definition.SplitBy.Word(SplitBy);
        if (UnmetValues > 0)
        {
            var values = JsonSerializer.Deserialize<ValueCount[]>(Unmet, JsonSerializerOptions.Web)!;
            yield return $"{Plural.Count(UnmetValues, word)} {Plural.Word(UnmetValues, "has", "have")} no recipient: "
                + string.Join(", ", values.Take(MostNamed).Select(value => $"{value.Value} ({Plural.Count(value.Customers, "customer")})"))
                + (UnmetValues > MostNamed ? $" and {Plural.Number(UnmetValues - MostNamed)} more." : ".");
        }

        if (CustomersWithoutValue > 0)
        {
            yield return $"{Plural.Count(CustomersWithoutValue, "customer")} {Plural.Word(CustomersWithoutValue, "has", "have")} a booking "
                + $"without a {word}, or none: that went to nobody.";
        }
    }
}
