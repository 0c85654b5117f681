using System.Globalization;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>The command line of <c>import</c>; what it does not know is configuration.</summary>
public sealed record ImportArguments
{
    public const string Usage =
        """
        usage: import <kind> <file.csv|file.xlsx> [options] [--Setting:Name=value ...]
          kinds: customers, tags, contact-preferences, events, event-tags, instances, bookings, donations, memberships
          --dry-run               says what the import would do, and changes nothing
          --complete              the file holds everything: what it lacks is retired
          --retire=N              agrees to retire at most N of them; without it a complete file that lacks any is only checked
          --dates=day-first|month-first  how dates are written where they can mean two days; otherwise told from the file
          --numbers=point|comma   the decimal mark of amounts; otherwise told from the file
          --encoding=NAME         utf-8, windows-1252, windows-1250, iso-8859-2, macintosh, utf-16, utf-16be and others; otherwise
                                  recognised
          --sheet=NAME            the sheet of a workbook; otherwise the first that holds anything
          --separator=NAME        comma, semicolon, tab or pipe; otherwise recognised
          --mapping=NAME          a mapping that was kept on the page: its columns, and what cells leave open
          --replace-tags          tags in a column of a file of customers replace those there are; otherwise they are added
          --allow-missing         goes on without columns that the last import of this kind had
          --keep-words            keeps NULL, N/A and the like as text; otherwise they are empty
          --refuse-bad-cells      refuses a row for an optional cell that cannot be read; otherwise the row goes in without it
          --refused=FILE          where refused rows are written to, with the reason of each
        exit codes: 0 all imported, 1 failed, 2 not understood, 3 imported but for refused rows, 4 not imported: there are some to retire,
          5 not imported: columns are missing that the last import had, 6 not imported: dates or amounts can mean two things
        """;

    private static readonly Dictionary<string, char> Separators =
        new() { ["comma"] = ',', ["semicolon"] = ';', ["tab"] = '\t', ["pipe"] = '|' };

    public required ImportKind Kind { get; init; }

    public required string File { get; init; }

    public bool DryRun { get; private set; }

    public bool Complete { get; private set; }

    public long? Retire { get; private set; }

    /// <summary>How dates and amounts are written, where it was said.</summary>
    public ColumnStyle Style { get; private set; } = ColumnStyle.Open;

    public bool AllowMissing { get; private set; }

    public bool ReplaceTags { get; private set; }

    public bool KeepWords { get; private set; }

    public bool RefuseBadCells { get; private set; }

    public string? Encoding { get; private set; }

    public char? Separator { get; private set; }

    public string? Sheet { get; private set; }

    /// <summary>The name of a kept mapping.</summary>
    public string? Mapping { get; private set; }

    public string? Refused { get; private set; }

    /// <summary>Settings, as the application itself takes them.</summary>
    public IReadOnlyList<string> Configuration { get; private set; } = [];

    /// <returns>Null, with what is wrong, when it cannot be understood.</returns>
    public static ImportArguments? Parse(string[] args, out string problem)
    {
        var positional = Positional(args);
        problem = "";
        if (positional.Count != 3)
        {
            problem = "A kind and a file are needed.";
            return null;
        }

        if (ImportKinds.Find(positional[1]) is not { } kind)
        {
            problem = $"There is no kind \"{positional[1]}\".";
            return null;
        }

        var arguments = new ImportArguments { Kind = kind, File = positional[2] };
        var configuration = new List<string>();
        foreach (var option in args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal)))
        {
            if (!arguments.Take(option, configuration))
            {
                problem = $"{option} is not understood.";
                return null;
            }
        }

        arguments.Configuration = configuration;
        return arguments;
    }

    /// <summary>What stands on its own: the verb, the kind and the file.</summary>
    public static IReadOnlyList<string> Positional(string[] args) => [
        .. args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal))
    ];

    private bool Take(string option, List<string> configuration)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..]);
        switch (name)
        {
            case "--dry-run":
                return DryRun = value.Length == 0;
            case "--complete":
                return Complete = value.Length == 0;
            case "--retire":
                Retire = long.TryParse(value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number >= 0
                    ? number
                    : null;
                return Retire is not null;
            case "--dates":
                Style = Style with { DayFirst = value switch { "day-first" => true, "month-first" => false, _ => null } };
                return value is "day-first" or "month-first" or "iso";
            case "--numbers":
                Style = Style with { DecimalComma = value == "comma" };
                return value is "point" or "comma";
            case "--allow-missing":
                return AllowMissing = value.Length == 0;
            case "--replace-tags":
                return ReplaceTags = value.Length == 0;
            case "--keep-words":
                return KeepWords = value.Length == 0;
            case "--refuse-bad-cells":
                return RefuseBadCells = value.Length == 0;
            case "--encoding":
                Encoding = value;
                return FileEncodings.All.Any(encoding => encoding.Key == value);
            case "--separator":
                Separator = Separators.TryGetValue(value, out var separator) ? separator : null;
                return Separator is not null;
            case "--mapping":
                Mapping = value;
                return value.Length > 0;
            case "--sheet":
                Sheet = value;
                return value.Length > 0;
            case "--refused":
                Refused = value;
                return value.Length > 0;
            default:
                configuration.Add(option);
                return equals > 0;
        }
    }
}
