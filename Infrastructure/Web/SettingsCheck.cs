using System.Globalization;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>Collects what is wrong with the configuration: each setting's name and why, never a secret's value.</summary>
public sealed class SettingsCheck(IConfiguration configuration)
{
    private readonly List<string> problems = [];

    /// <summary>The setting's text, trimmed; null when it is not set or blank.</summary>
    public string? Text(string name) => configuration[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public void Require(bool condition, string name, string why)
    {
        if (!condition)
        {
            problems.Add($"{name} {why}");
        }
    }

    /// <summary>Checks a setting where it is set.</summary>
    public void Optional(string name, Func<string, bool> isRight, string why)
    {
        if (Text(name) is { } text)
        {
            Require(isRight(text), name, $"is \"{text}\": {why}");
        }
    }

    public void Number(string name, int least, int most) => Optional(
        name,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most,
        $"it is a whole number from {least} to {most}.");

    public void YesNo(string name) => Optional(name, text => bool.TryParse(text, out _), "it is true or false.");

    public void Longest(string name, int characters) =>
        Optional(name, text => text.Length <= characters, $"at most {characters} characters.");

    public void Time(string name) => Optional(
        name, text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _), "it is a length of time such as 1.02:30:00.");

    /// <summary>Takes over the message of a check that lives elsewhere.</summary>
    public void Accept(Action check)
    {
        try
        {
            check();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            problems.Add(e.Message);
        }
    }

    /// <exception cref="CannotStartException">Something is wrong; the message names all of it.</exception>
    public void ThrowIfWrong()
    {
        if (problems.Count > 0)
        {
            throw new CannotStartException("Its configuration needs attention:\n- " + string.Join("\n- ", problems));
        }
    }
}
