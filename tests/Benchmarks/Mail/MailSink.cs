using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Benchmarks.Mail;

/// <summary>A mail server that does as little as one can: it takes every message, after a while where it is told to be slow.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly TimeSpan slowness;
    private readonly Task accepting;

    public MailSink(TimeSpan slowness = default)
    {
        this.slowness = slowness;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The recipients of the messages that came whole, each as often as one came.</summary>
    public ConcurrentQueue<string> Arrived { get; } = [];

    /// <summary>The application's sender, with the settings as they come.</summary>
    public SmtpMailer Mailer() =>
        new(new EmailOptions("127.0.0.1", Port, null, null, "lists@example.org", MailSecurity.None, ""), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient visitor)
    {
        using (visitor)
        {
            try
            {
                visitor.NoDelay = true;
                using var reader = new StreamReader(visitor.GetStream());
                await using var writer = new StreamWriter(visitor.GetStream()) { NewLine = "\r\n", AutoFlush = true };
                await writer.WriteLineAsync("220 sink");
                var recipient = "";
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                {
                    switch (line.Split(' ', ':')[0].ToUpperInvariant())
                    {
                        case "EHLO":
                            await writer.WriteAsync("250-sink\r\n250-PIPELINING\r\n250-SIZE 10000000\r\n250 8BITMIME\r\n");
                            break;
                        case "RCPT":
                            recipient = line;
                            await writer.WriteLineAsync("250 2.1.5 Ok");
                            break;
                        case "DATA":
                            await writer.WriteLineAsync("354 Go ahead");
                            while (await reader.ReadLineAsync(stop.Token) is { } text && text != ".")
                            {
                            }

                            Arrived.Enqueue(recipient);
                            await Task.Delay(slowness, stop.Token);
                            await writer.WriteLineAsync("250 2.0.0 Taken");
                            break;
                        case "QUIT":
                            await writer.WriteLineAsync("221 2.0.0 Bye");
                            return;
                        default:
                            await writer.WriteLineAsync("250 2.0.0 Ok");
                            break;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // Gone.
            }
        }
    }
}
