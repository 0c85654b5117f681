using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Benchmarks.Mail;

/// <summary>
/// 300 mails over one connection to a server that does next to nothing, in turns with the sender over .NET's own client that there was
/// before.
/// </summary>
internal sealed class MailBenchmark : IBenchmark
{
    private const double Most = 1.1;

    private static readonly string Words =
        string.Join('\n', Enumerable.Repeat("Žluťoučký kůň: customers as of 1 December 2026, 09:00 (Europe/London).", 20));

    public string Verb => "mail";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var mails = arguments.Number("mails", 300);
        var runs = arguments.Number("runs", 9);
        await using var sink = new MailSink();
        using var mailer = sink.Mailer();
        Action before = () => Before(sink.Port, mails).GetAwaiter().GetResult();
        Action now = () => Now(mailer, mails).GetAwaiter().GetResult();
        var medians = Timing.Medians(runs, before, now);
        var (cpuBefore, cpuNow) = (Cpu(before), Cpu(now));

        var ratio = medians[1] / medians[0];
        Console.WriteLine($"{mails} mails over one connection; median of {runs}");
        Figures.Line("SmtpClient, as before", $"{medians[0]:0.000} s", "1.00");
        Figures.Line("MailKit", $"{medians[1]:0.000} s", $"{ratio:0.00}");
        Figures.Line("CPU of client and server, SmtpClient", $"{cpuBefore:0.000} s", "1.00");
        Figures.Line("CPU of client and server, MailKit", $"{cpuNow:0.000} s", $"{cpuNow / cpuBefore:0.00}");
        figures.Add("mail_seconds", medians[1]);
        figures.Add("mail_vs_smtpclient", ratio);
        figures.Add("mail_cpu_vs_smtpclient", cpuNow / cpuBefore);
        if (ratio > Most)
        {
            throw new InvalidOperationException($"Sending takes {ratio:0.00} times as long as before, more than {Most:0.0}.");
        }
    }

    private static double Cpu(Action send)
    {
        var before = Environment.CpuUsage.TotalTime;
        send();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static async Task Before(int port, int mails)
    {
        using var sender = new SmtpClientSender(port);
        for (var i = 0; i < mails; i++)
        {
            await sender.SendAsync(Mail(i));
        }
    }

    private static async Task Now(SmtpMailer mailer, int mails)
    {
        await using var connection = await mailer.ConnectAsync(CancellationToken.None);
        for (var i = 0; i < mails; i++)
        {
            await connection.SendAsync(Mail(i), CancellationToken.None);
        }
    }

    private static OutgoingMail Mail(int number) => new(
        $"recipient{number}@example.org", "owner@example.org", "Your report from The Old Fire Station", Words,
        $"<p>{Words}</p>{Words}{Words}", $"{number}@lists.example", "Théâtre du Nord, Lille");
}
