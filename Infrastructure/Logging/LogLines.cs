using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CustomerListSchedules.Infrastructure.Logging;

public static class Logs
{
    /// <summary>
    /// The log goes to the console alone: as JSON, one object a line and with its time, in Production; to be read by people elsewhere.
    /// Exceptions are told as <see cref="ErrorWords"/> says, whoever logs them. Scopes are left out: they hold paths, and those tokens.
    /// </summary>
    public static ILoggingBuilder AddLogLines(this ILoggingBuilder logging, IHostEnvironment environment)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.FormatterName = environment.IsProduction() ? JsonLogLines.Key : PlainLogLines.Key);
        logging.AddConsoleFormatter<JsonLogLines, ConsoleFormatterOptions>();
        return logging.AddConsoleFormatter<PlainLogLines, ConsoleFormatterOptions>();
    }
}

/// <summary>
/// One JSON object (RFC 8259) a line: <c>time</c> (RFC 3339, UTC), <c>level</c>, <c>category</c>, <c>message</c>, <c>error</c>.
/// </summary>
internal sealed class JsonLogLines() : ConsoleFormatter(Key)
{
    public const string Key = "json-lines";

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new Dictionary<string, string>
        {
            ["time"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["level"] = entry.LogLevel.ToString(),
            ["category"] = entry.Category,
            ["message"] = entry.Formatter(entry.State, null),
        };
        if (entry.Exception is { } exception)
        {
            line["error"] = ErrorWords.WithPlace(exception);
        }

        textWriter.WriteLine(JsonSerializer.Serialize(line, Options));
    }
}

/// <summary>A line for people; an exception below it.</summary>
internal sealed class PlainLogLines() : ConsoleFormatter(Key)
{
    public const string Key = "plain-lines";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.WriteLine($"{Word(entry.LogLevel)}: {entry.Category}: {entry.Formatter(entry.State, null)}");
        if (entry.Exception is { } exception)
        {
            textWriter.WriteLine(ErrorWords.WithPlace(exception));
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        _ => "debug",
    };
}
