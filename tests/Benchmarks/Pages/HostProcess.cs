using System.Diagnostics;

namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>A <see cref="PagesHost"/> that runs.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process process;

    private HostProcess(Process process, string address)
    {
        this.process = process;
        Address = new Uri(address);
    }

    public Uri Address { get; }

    public static async Task<HostProcess> StartAsync(string connectionString, string dataDirectory)
    {
        var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "CustomerListSchedules.Benchmarks"),
            ["pages-host", "--connection", connectionString, "--data", dataDirectory])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new HostProcess(
            process, await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The application did not start."));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
