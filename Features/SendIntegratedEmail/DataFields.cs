using System.Globalization;
using System.Text;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// The data fields that go to Dotdigital with each address: FIRSTNAME, LASTNAME and FULLNAME always, then the output columns as far as
/// Dotdigital's rules allow: a name has at most 20 characters, which are letters, digits, hyphens and underscores.
/// </summary>
public sealed record DataFields(IReadOnlyList<DataField> Fields, IReadOnlyList<string> LeftOut)
{
    public const int LongestName = 20;

    /// <summary>Output columns that are sent under a name of Dotdigital's own, or as the address itself.</summary>
    private static readonly HashSet<string> Own = ["first_name", "last_name", "name", "email"];

    /// <summary>In the order of <c>CompiledList.MailingSql</c>.</summary>
    public static readonly IReadOnlyList<DataField> Always =
    [
        new("FIRSTNAME", "First Name", "first_name", FileColumnKind.Text),
        new("LASTNAME", "Last Name", "last_name", FileColumnKind.Text),
        new("FULLNAME", "Name", "name", FileColumnKind.Text),
    ];

    /// <param name="columns">Keys of output columns; those that are no longer in the catalogue are left out.</param>
    /// <param name="catalogue">Every column there is.</param>
    public static DataFields For(IEnumerable<string> columns, OutputCatalogue catalogue)
    {
        var fields = Always.ToList();
        var leftOut = new List<string>();
        foreach (var key in columns.Where(key => !Own.Contains(key)).Distinct())
        {
            if (!catalogue.Has(key))
            {
                leftOut.Add(key);
                continue;
            }

            var column = catalogue.Find(key);
            if (NameFor(column.Label, [.. fields.Select(field => field.Name)]) is { } name)
            {
                fields.Add(new DataField(name, column.Label, key, column.Kind));
            }
            else
            {
                leftOut.Add(column.Label);
            }
        }

        return new DataFields(fields, leftOut);
    }

    /// <summary>"Last Donation Amount" is LAST_DONATION_AMOUNT; null when no character of the label is allowed.</summary>
    internal static string? NameFor(string label, IReadOnlyCollection<string> taken)
    {
        var name = new StringBuilder();
        foreach (var letter in label.Normalize(NormalizationForm.FormD)
            .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark))
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                name.Append(char.ToUpperInvariant(letter));
            }
            else if (name.Length > 0 && name[^1] != '_')
            {
                name.Append('_');
            }
        }

        var whole = Cut(name.ToString(), LongestName);
        if (whole.Length == 0)
        {
            return null;
        }

        var unique = whole;
        for (var number = 2; taken.Contains(unique); number++)
        {
            var suffix = $"_{number.ToString(CultureInfo.InvariantCulture)}";
            unique = Cut(whole, LongestName - suffix.Length) + suffix;
        }

        return unique;
    }

    private static string Cut(string name, int length) => (name.Length > length ? name[..length] : name).TrimEnd('_');
}
