namespace CustomerListSchedules.Features.SendByHand;

/// <summary>What is asked before people are mailed.</summary>
/// <param name="Title">The question.</param>
/// <param name="Text">What will happen.</param>
/// <param name="Parts">What is sent, to whom.</param>
public sealed record SendQuestion(string Title, string Text, IReadOnlyList<SendPart> Parts)
{
    /// <summary>Whether it goes to whoever asks, alone.</summary>
    public bool ToMe { get; init; }

    /// <summary>Everybody who is named, each once; the people of a mailing are not named, but counted.</summary>
    public IReadOnlyList<string> People { get; } = [.. Parts.SelectMany(part => part.People).Distinct(StringComparer.Ordinal)];

    public bool OfMailings => Parts.Count > 0 && Parts.All(part => part.IsMailing);
}
