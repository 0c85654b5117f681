namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>What criteria may hold, said to a person where it is something else.</summary>
internal static class Problems
{
    private const int MostChoices = 500;
    private const int LongestText = 300;
    private const decimal MostAmount = 9_999_999_999.99m;

    public static string? First(params string?[] problems) => Array.Find(problems, problem => problem is not null);

    public static string? Text(string text, string empty) =>
        string.IsNullOrWhiteSpace(text) ? empty
        : text.Length > LongestText ? $"Use at most {LongestText} characters."
        : text.Contains('\0', StringComparison.Ordinal) ? "Take out the character that cannot be stored."
        : null;

    public static string? Texts(IReadOnlyList<string> texts) =>
        texts.Count > MostChoices ? $"Choose at most {MostChoices}."
        : texts.Select(text => Text(text, "Take out the empty entry.")).FirstOrDefault(problem => problem is not null);

    public static string? Some<T>(IReadOnlyList<T> choices, string none) => choices.Count == 0 ? none : null;

    public static string? Choices(IReadOnlyList<Choice> choices) =>
        choices.Count > MostChoices ? $"Choose at most {MostChoices}." : null;

    public static string? Values<T>(IReadOnlyList<T> values)
        where T : struct, Enum =>
        values.All(Enum.IsDefined) && values.Distinct().Count() == values.Count ? null : "Choose each one once.";

    public static string? Amount(decimal? amount) =>
        amount is null or (>= 0 and <= MostAmount) && (amount is null || decimal.Round(amount.Value, 2) == amount)
            ? null
            : "Enter an amount such as 25 or 25.50.";

    public static string? Number(int? number) =>
        number is null or (>= 1 and <= 1_000_000) ? null : "Enter a whole number from 1 to 1,000,000.";
}
