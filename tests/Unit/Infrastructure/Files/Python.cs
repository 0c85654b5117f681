using System.Diagnostics;
using System.Text.Json;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

/// <summary>Reads files with Python's libraries, which know nothing of our writers.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Runs a script that prints JSON about the file at <c>sys.argv[1]</c>. Skips the test where a module is missing.</summary>
    public static async Task<JsonElement> ReadAsync(string module, string script, byte[] file, string extension)
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.SkipUnless(
            File.Exists(Interpreter) && (await RunAsync($"import {module}", "")).Code == 0, $"python3-{module} is not installed");
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + extension);
        try
        {
            await File.WriteAllBytesAsync(path, file, cancel);
            var (code, output, errors) = await RunAsync($"import sys, json, {module}\n{script}", path);
            Assert.True(code == 0, errors);
            return JsonDocument.Parse(output).RootElement;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string script, string path)
    {
        using var python = Process.Start(new ProcessStartInfo(
            Interpreter, ["-c", script, path])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (python.ExitCode, output, await errors);
    }
}
