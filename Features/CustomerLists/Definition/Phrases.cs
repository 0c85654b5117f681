using System.Globalization;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Turns of phrase that criteria share.</summary>
internal static class Phrases
{
    private const int Named = 8;

    /// <summary>"A, B or C"; of very many, the first few and how many others.</summary>
    public static string AnyOf(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length switch
        {
            1 => all[0],
            > Named + 1 => $"{string.Join(", ", all.Take(Named))} or one of {all.Length - Named} others",
            _ => $"{string.Join(", ", all[..^1])} or {all[^1]}",
        };
    }

    public static string AnyOf(IEnumerable<Choice> choices) => AnyOf(choices.Select(choice => choice.Name));

    public static string Amount(decimal amount) => amount.ToString("#,0.00", CultureInfo.InvariantCulture);

    public static string Count(long number, string one, string many) => Plural.Count(number, one, many);

    /// <summary>"a booking", "at least 3 bookings", "bookings totalling at least 50.00".</summary>
    public static string AtLeast(string one, string many, int? number, decimal? total)
    {
        var rows = number is > 1 ? $"at least {Count(number.Value, one, many)}" : total is null ? $"a {one}" : many;
        return total is null ? rows : $"{rows} totalling at least {Amount(total.Value)}";
    }

    public static string Join(string start, IEnumerable<string?> parts) =>
        string.Join(' ', new[] { start }.Concat(parts.OfType<string>()));
}
