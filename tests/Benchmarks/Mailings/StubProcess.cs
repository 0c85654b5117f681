using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Mailings;

/// <summary>The stub's process, and the bare way of posting to it.</summary>
internal sealed class StubProcess : IDisposable
{
    private readonly Process process;
    private readonly string connectionString;
    private readonly string record;
    private readonly HttpClient http = new();
    private List<(byte[] Body, string Book)>? recorded;

    private StubProcess(Process process, string url, string connectionString, string record)
    {
        (this.process, Url, this.connectionString, this.record) = (process, url, connectionString, record);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DotdigitalAccounts.SandboxUser}:{DotdigitalAccounts.SandboxPassword}")));
    }

    public string Url { get; }

    public static async Task<StubProcess> StartAsync(string connectionString, string scratch)
    {
        var record = Directory.CreateDirectory(Path.Combine(scratch, $"bodies-{Guid.NewGuid():N}")).FullName;
        var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "CustomerListSchedules.Benchmarks"),
            ["mailing-stub", "--connection", connectionString, "--record", record])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var url = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The stub did not start.");
        return new StubProcess(process, url, connectionString, record);
    }

    /// <summary>No further bodies are kept: what was posted until now is what <see cref="Post"/> posts.</summary>
    public void StopRecording()
    {
        File.WriteAllText(Path.Combine(record, "done"), "");
        recorded = [.. Directory.GetFiles(record, "*.json").Order(StringComparer.Ordinal)
            .Select(file => (File.ReadAllBytes(file), Book(file)))];
    }

    public long Bytes => recorded!.Sum(body => (long)body.Body.Length);

    /// <summary>
    /// Readies the same bodies for a new address book, so that the stub has the same to do; this is not part of the time.
    /// </summary>
    public IReadOnlyList<byte[]> Ready()
    {
        using var made = http.PostAsJsonAsync(Url + "/v2/address-books", new { name = $"Bare {Guid.NewGuid()}", visibility = "Private" })
            .GetAwaiter().GetResult();
        var book = made.Content.ReadFromJsonAsync<JsonElement>().GetAwaiter().GetResult().GetProperty("id").GetInt64()
            .ToString(CultureInfo.InvariantCulture);
        return [
            .. recorded!.Select(body => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(
                body.Body).Replace($"\"lists\":[{body.Book}]", $"\"lists\":[{book}]", StringComparison.Ordinal)))
        ];
    }

    /// <summary>
    /// Posts bodies that lie ready in memory, so many at a time, each over a connection of its own: nothing else that a mailing must do.
    /// </summary>
    public void Post(IReadOnlyList<byte[]> bodies, int atATime) =>
        Parallel.ForEach(bodies, new ParallelOptions { MaxDegreeOfParallelism = atATime }, body =>
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = http.PutAsync(Url + "/contacts/v3/import", content).GetAwaiter().GetResult();
            answer.EnsureSuccessStatusCode();
        });

    /// <summary>The calls that reached it since the last time that it was asked.</summary>
    public IReadOnlyDictionary<string, int> TakeCalls()
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        return connection.Query<(string Call, int Count)>(
            "with taken as (delete from sandbox.dotdigital_calls returning call) select call, count(*)::int from taken group by call")
                .ToDictionary();
    }

    /// <summary>How long it took over calls other than imports since the last time that it was asked: making the copy, the send.</summary>
    public double TakeWaited() =>
        TimeSpan.FromTicks(long.Parse(
            http.GetStringAsync(new Uri(new Uri(Url), "/waited")).GetAwaiter().GetResult(), CultureInfo.InvariantCulture)).TotalSeconds;

    /// <summary>Throws unless the last send reached so many people, once each, and nobody else.</summary>
    public void Check(long people)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        var (arrived, all) = connection.QuerySingle<(int, bool)>(
            "select people, to_all_contacts from sandbox.dotdigital_sends order by at desc limit 1");
        if (arrived != people || all)
        {
            throw new InvalidOperationException($"{arrived} of {people} people were sent to.");
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        http.Dispose();
        Directory.Delete(record, recursive: true);
    }

    private static string Book(string file)
    {
        var text = File.ReadAllText(file);
        var from = text.IndexOf("\"lists\":[", StringComparison.Ordinal) + "\"lists\":[".Length;
        return text[from..text.IndexOf(']', from)];
    }
}
