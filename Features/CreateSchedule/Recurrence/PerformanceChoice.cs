using System.Text.Json;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>
/// Of which events the performances are: those that are chosen, those whose name contains a text, and those with a tag. Each is enough.
/// </summary>
public sealed record PerformanceChoice(IReadOnlyList<NamedId> Events, string? NameContains, IReadOnlyList<NamedId> Tags)
{
    private const int MostChosen = 500;

    private const int LongestText = 300;

    /// <summary>What is wrong with it, for a person; null when nothing is.</summary>
    public string? Problem() =>
        Events.Count == 0 && Tags.Count == 0 && string.IsNullOrWhiteSpace(NameContains)
            ? "Choose events, enter a part of their name, or choose an event tag."
            : Events.Count > MostChosen || Tags.Count > MostChosen ? $"Choose at most {MostChosen}."
            : NameContains?.Length > LongestText ? $"Use at most {LongestText} characters."
            : NameContains?.Contains('\0', StringComparison.Ordinal) == true ? "Take out the character that cannot be stored."
            : null;

    /// <summary>"Hamlet or Macbeth, or of an event tagged Workshop", to follow "each performance of".</summary>
    public string Words()
    {
        string?[] parts =
        [
            Events.Count == 0 ? null : RecurrenceWords.List([.. Events.Select(one => one.Name)], "or"),
            NameContains is null ? null : $"an event whose name contains “{NameContains}”",
            Tags.Count == 0 ? null : $"an event tagged {RecurrenceWords.List([.. Tags.Select(one => one.Name)], "or")}",
        ];
        return string.Join(", or of ", parts.OfType<string>());
    }

    /// <summary>Whether it asks for the same, whatever that is called by now.</summary>
    public bool IsLike(PerformanceChoice other) =>
        NameContains == other.NameContains
        && Events.Select(one => one.Id).Order().SequenceEqual(other.Events.Select(one => one.Id).Order())
        && Tags.Select(one => one.Id).Order().SequenceEqual(other.Tags.Select(one => one.Id).Order());

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <exception cref="RecurrenceException">It was stored by something else.</exception>
    public static PerformanceChoice Read(string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize<PerformanceChoice>(json, JsonSerializerOptions.Web);
            return read is { Events: not null, Tags: not null }
                ? read
                : throw new RecurrenceException(RecurrencePart.Performances, "Of which events the performances are cannot be read.");
        }
        catch (JsonException)
        {
            throw new RecurrenceException(RecurrencePart.Performances, "Of which events the performances are cannot be read.");
        }
    }
}

/// <summary>An event or an event tag under the name that it had when it was chosen.</summary>
public sealed record NamedId(long Id, string Name);
