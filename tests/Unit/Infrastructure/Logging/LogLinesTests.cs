using System.Text.Json;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Npgsql;

namespace CustomerListSchedules.Unit.Infrastructure.Logging;

public sealed class LogLinesTests
{
    private static readonly Exception Typed = Thrown(
        new InvalidOperationException(
            "typed-in-the-outer",
            new PostgresException("invalid input syntax: typed-in-the-message", "ERROR", "ERROR", "22P02", detail: "typed-in-the-detail")));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_exception_is_told_by_type_and_place_and_never_by_what_a_library_says(bool production)
    {
        var text = Write(production, Typed);
        Assert.DoesNotContain("typed-in", text, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", text, StringComparison.Ordinal);
        Assert.Contains("PostgresException 22P02", text, StringComparison.Ordinal);
        Assert.Contains("LogLinesTests.Thrown", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_exceptions_say_what_is_wrong_without_what_stands_in_quotes_or_is_an_address()
    {
        var exception = new DefinitionException("The segment \"ada\" of ada@example.org cannot\r\nbe used.");
        Assert.Equal("DefinitionException: The segment \"…\" of … cannot be used.", ErrorWords.InOneLine(exception));
    }

    [Fact]
    public void In_production_each_entry_is_one_line_of_json_with_its_time()
    {
        var lines = Write(production: true, Typed).TrimEnd('\n', '\r').Split('\n');
        var line = JsonDocument.Parse(Assert.Single(lines)).RootElement;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", line.GetProperty("time").GetString());
        Assert.Equal("Error", line.GetProperty("level").GetString());
        Assert.Equal("Some.Category", line.GetProperty("category").GetString());
        Assert.Equal("Something failed", line.GetProperty("message").GetString());
        Assert.StartsWith("InvalidOperationException", line.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private static string Write(bool production, Exception exception)
    {
        using var text = new StringWriter();
        ConsoleFormatter lines = production ? new JsonLogLines() : new PlainLogLines();
        lines.Write(
            new LogEntry<string>(
                LogLevel.Error, "Some.Category", default, "Something failed", exception, (state, e) => $"{state}{e?.Message}"),
            null, text);
        return text.ToString();
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
