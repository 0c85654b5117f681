using System.Globalization;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>The command line of <c>import</c>; what it does not know is configuration.</summary>
public sealed record ImportArguments
{
    public const string Usage =
        """
        usage: import <kind> <file.csv> [options] [--Setting:Name=value ...]
          kinds: customers, tags, contact-preferences, events, instances, bookings, donations, memberships
          --dry-run               says what the import would do, and changes nothing
          --complete              the file holds everything: what it lacks is retired
          --retire=N              agrees to retire at most N of them; without it a complete file that lacks any is only checked
          --dates=iso|day-first   how dates are written; otherwise recognised
          --encoding=NAME         utf-8, windows-1252, utf-16 or utf-16be; otherwise recognised
          --separator=NAME        comma, semicolon or tab; otherwise recognised
          --refused=FILE          where refused rows are written to, with the reason of each
        exit codes: 0 all imported, 1 failed, 2 not understood, 3 imported but for refused rows, 4 not imported: there are some to retire
        """;

    private static readonly Dictionary<string, char> Separators = new() { ["comma"] = ',', ["semicolon"] = ';', ["tab"] = '\t' };

    public required ImportKind Kind { get; init; }

    public required string File { get; init; }

    public bool DryRun { get; private set; }

    public bool Complete { get; private set; }

    public long? Retire { get; private set; }

    public bool? DayFirst { get; private set; }

    public string? Encoding { get; private set; }

    public char? Separator { get; private set; }

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
                DayFirst = value == "day-first";
                return value is "day-first" or "iso";
            case "--encoding":
                Encoding = value;
                return FileEncodings.All.Any(encoding => encoding.Key == value);
            case "--separator":
                Separator = Separators.TryGetValue(value, out var separator) ? separator : null;
                return Separator is not null;
            case "--refused":
                Refused = value;
                return value.Length > 0;
            default:
                configuration.Add(option);
                return equals > 0;
        }
    }
}
