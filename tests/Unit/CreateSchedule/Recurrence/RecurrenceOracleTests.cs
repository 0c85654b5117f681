using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CustomerListSchedules.Unit.CreateSchedule.Recurrence;

public sealed class RecurrenceOracleTests
{
    private const string Python = "/usr/bin/python3";
    private const int Rules = 2000;
    private const int Occurrences = 20;

    [Fact]
    public async Task Two_thousand_random_rules_agree_with_python_dateutil()
    {
        var cases = RandomRules.Cases.Sample(Rules, new Rnd(20261201), 50).ToList();
        var answers = await AskPythonAsync(cases);

        var never = 0;
        for (var i = 0; i < Rules; i++)
        {
            var ours = Ours(cases[i].Row, cases[i].After);
            never += ours is null ? 1 : 0;
            Assert.True(
                (ours is null) == (answers[i] is null) && (ours is null || ours.SequenceEqual(answers[i]!)),
                $"Rule {i}, {cases[i].Row}, weekdays {string.Join(',', cases[i].Row.Weekdays ?? [])}, after {cases[i].After}: ours "
                + $"[{Text(ours)}], dateutil's [{Text(answers[i])}]");
        }

        Assert.InRange(never, 1, Rules / 4);
        Assert.True(
            answers.Count(answer => answer is { Length: Occurrences }) > Rules / 2,
            "Most rules should have been compared over many occurrences.");
    }

    private static long[]? Ours(RecurrenceRow row, Instant after)
    {
        try
        {
            return [.. row.ToRecurrence().OccurrencesAfter(after).Take(Occurrences)
                .Select(occurrence => occurrence.At.ToUnixTimeSeconds())];
        }
        catch (RecurrenceException)
        {
            return null;
        }
    }

    private static string Text(long[]? seconds) =>
        seconds is null ? "never" : string.Join(' ', seconds.Select(Instant.FromUnixTimeSeconds));

    private static async Task<long[]?[]> AskPythonAsync(List<(RecurrenceRow Row, Instant After)> cases)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Python, [Script()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Assert.True(File.Exists(Python), "Python is missing: apt-get install python3 python3-dateutil");
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync(cancellationToken);
        var output = python.StandardOutput.ReadToEndAsync(cancellationToken);
        try
        {
            foreach (var (row, after) in cases)
            {
                await python.StandardInput.WriteLineAsync(Json(row, after).AsMemory(), cancellationToken);
            }

            python.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; what it wrote to its standard error says why.
        }

        await python.WaitForExitAsync(cancellationToken);
        Assert.True(python.ExitCode == 0, $"The oracle needs python3-dateutil (apt-get install python3-dateutil): {await errors}");
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<long[]?>(line))];
    }

    private static string Json(RecurrenceRow row, Instant after) => JsonSerializer.Serialize(new
    {
        rule = new
        {
            timeZone = row.TimeZone, runFrom = row.RunFrom!.Value.ToString("uuuu-MM-dd", null),
            runUntil = row.RunUntil?.ToString("uuuu-MM-dd", null),
            occurs = row.Occurs, recursEvery = row.RecursEvery, dayOfMonth = row.DayOfMonth, weekdays = row.Weekdays,
            weekOfMonth = row.WeekOfMonth,
            dailyFrequency = row.DailyFrequency, before8Minute = row.Before8Minute, everyHours = row.EveryHours, startHour = row.StartHour,
            endHour = row.EndHour, atHour = row.AtHour,
        },
        after = after.ToUnixTimeSeconds(),
        count = Occurrences,
    });

    private static string Script([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "oracle.py");
}
