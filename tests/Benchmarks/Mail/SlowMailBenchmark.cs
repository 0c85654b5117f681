using System.Diagnostics;
using CustomerListSchedules.Drills.DeliverSchedule;
using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Benchmarks.Mail;

/// <summary>
/// A mail server that takes its time over a message that it has whole, with the settings as they come and in real time: the answer after 80
/// seconds is one mail, and a stop 20 seconds after the message's end is honoured.
/// </summary>
internal sealed class SlowMailBenchmark : IBenchmark
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(80);
    private static readonly TimeSpan UntilStop = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    public string Verb => "slow-mail";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var stop = StopAsync();
        var mails = Task.WhenAll(MailsAsync(300), MailsAsync(70));
        var application = await StopApplicationAsync();
        var stopped = await stop;
        var (usual, shorter) = (await mails) switch { var counts => (counts[0], counts[1]) };

        Figures.Line($"Stop {UntilStop.TotalSeconds} s after the end of a message", $"{stopped.TotalSeconds:0.00} s");
        Figures.Line("The same of the application, by TERM, until its process is gone", $"{application.TotalSeconds:0.00} s");
        Figures.Line($"Mails where the answer takes {Slow.TotalSeconds} s, settings as they come", $"{usual}");
        Figures.Line("The same, with a lease of 70 s", $"{shorter}");
        figures.Add("slow_mail_stop_seconds", stopped.TotalSeconds);
        figures.Add("slow_mail_application_stop_seconds", application.TotalSeconds);
        figures.Add("slow_mail_mails", usual);
        figures.Add("slow_mail_mails_short_lease", shorter);
        if (stopped > Most || application > Most || usual != 1 || shorter != 1)
        {
            throw new InvalidOperationException("A slow mail server delays a stop, or makes more or fewer than one mail.");
        }
    }

    private static async Task<TimeSpan> StopAsync()
    {
        await using var sink = new MailSink(Slow);
        using var mailer = sink.Mailer();
        await using var connection = await mailer.ConnectAsync(CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var sending = connection.SendAsync(
            new OutgoingMail("a@example.org", null, "Subject", "Text", "<p>Text</p>", "1@lists.example"), stopping.Token);
        await ArrivalAsync(sink);
        await Task.Delay(UntilStop);
        var stopped = Stopwatch.GetTimestamp();
        await stopping.CancelAsync();
        try
        {
            await sending;
        }
        catch (OperationCanceledException)
        {
            return Stopwatch.GetElapsedTime(stopped);
        }

        throw new InvalidOperationException("The stop was not heard.");
    }

    private static async Task<TimeSpan> StopApplicationAsync()
    {
        await using var sink = new MailSink(Slow);
        await using var burst = await DeliveryBurst.StartAsync();
        var node = await burst.StartNodeAsync(Settings(sink, 300));
        await burst.AddSchedulesAsync(1);
        await ArrivalAsync(sink);
        await Task.Delay(UntilStop);
        var stopped = Stopwatch.GetTimestamp();
        await node.StopAsync();
        return Stopwatch.GetElapsedTime(stopped);
    }

    /// <returns>How many mails there were when the run was delivered.</returns>
    private static async Task<int> MailsAsync(int leaseSeconds)
    {
        await using var sink = new MailSink(Slow);
        await using var burst = await DeliveryBurst.StartAsync();
        await burst.StartNodeAsync(Settings(sink, leaseSeconds));
        await burst.StartNodeAsync(Settings(sink, leaseSeconds));
        await burst.AddSchedulesAsync(1);
        await ArrivalAsync(sink);
        while (await burst.CountAsync("select count(*) from runs where state = 'delivered'") == 0)
        {
            await Task.Delay(200);
        }

        return sink.Arrived.Count;
    }

    private static string[] Settings(MailSink sink, int leaseSeconds) =>
        ["--Email:Host=127.0.0.1", $"--Email:Port={sink.Port}", $"--Delivery:LeaseSeconds={leaseSeconds}"];

    private static async Task ArrivalAsync(MailSink sink)
    {
        while (sink.Arrived.IsEmpty)
        {
            await Task.Delay(20);
        }
    }
}
