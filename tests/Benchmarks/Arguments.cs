using System.Globalization;

namespace CustomerListSchedules.Benchmarks;

/// <summary>The command line: a verb, then <c>--name value</c> pairs.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values = [];

    public string Verb { get; private init; } = "";

    public string? this[string name] => values.GetValueOrDefault(name);

    public int Number(string name, int otherwise) =>
        values.TryGetValue(name, out var value) ? int.Parse(value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;

    public static Arguments Parse(string[] args)
    {
        var arguments = new Arguments { Verb = args.FirstOrDefault() ?? "" };
        for (var i = 1; i < args.Length - 1; i += 2)
        {
            arguments.values.Add(args[i].TrimStart('-'), args[i + 1]);
        }

        return arguments;
    }
}
