using System.Globalization;

namespace CustomerListSchedules.Features.BrowseSchedules;

/// <summary>A person's name as two letters.</summary>
public static class Initials
{
    /// <returns>"SO" of "Sam Okafor", "A" of "Alex"; whole characters, whatever the script.</returns>
    public static string Of(string name)
    {
        var words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "" : words.Length == 1 ? First(words[0]) : First(words[0]) + First(words[^1]);
    }

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpperInvariant();
}
