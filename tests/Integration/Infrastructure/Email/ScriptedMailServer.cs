using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

/// <summary>
/// A mail server that answers as a test says, for what no honest server does. Commands are named by their verb; <c>CONNECT</c> is the
/// greeting, <c>HANDSHAKE</c> the one of TLS, <c>.</c> a message's end.
/// </summary>
internal sealed class ScriptedMailServer : IAsyncDisposable
{
    /// <summary>The answer of a server that says nothing more.</summary>
    public const string Silence = "silence";

    /// <summary>The answer of a server that closes the connection.</summary>
    public const string Close = "close";

    /// <summary>The answer of a server that says a little ten times a second and never ends.</summary>
    public const string Dribble = "dribble";

    private const string Offers = "250-PIPELINING\r\n250 AUTH PLAIN OAUTHBEARER";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<string, string?> script;
    private readonly TestCertificate? certificate;
    private readonly bool tls;
    private readonly ConcurrentBag<Task> visits = [];
    private readonly Task accepting;

    /// <param name="script">Answers a verb; null is what any server would say.</param>
    /// <param name="certificate">For TLS.</param>
    /// <param name="tls">TLS from the first byte.</param>
    public ScriptedMailServer(Func<string, string?> script, TestCertificate? certificate = null, bool tls = false)
    {
        this.script = script;
        this.certificate = certificate;
        this.tls = tls;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>All that was said to it, a line each; of messages their end alone.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

    /// <summary>Released each time that it answers with silence.</summary>
    public SemaphoreSlim Silent { get; } = new(0);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(visits);
        stop.Dispose();
        Silent.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                visits.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient visitor)
    {
        using (visitor)
        {
            try
            {
                Stream stream = visitor.GetStream();
                stream = tls ? await EncryptAsync(stream) : stream;
                await AnswerAsync(stream, "CONNECT");
                var reader = new StreamReader(stream, Encoding.Latin1);
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                {
                    Commands.Enqueue(line);
                    var verb = line.Split(' ')[0].ToUpperInvariant();
                    await AnswerAsync(stream, verb);
                    if (verb == "STARTTLS")
                    {
                        stream = await EncryptAsync(stream);
                        reader = new StreamReader(stream, Encoding.Latin1);
                    }
                    else if (verb == "DATA")
                    {
                        while (await reader.ReadLineAsync(stop.Token) is { } text && text != ".")
                        {
                        }

                        Commands.Enqueue(".");
                        await AnswerAsync(stream, ".");
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or AuthenticationException)
            {
                // The client is gone, or the server is to close.
            }
        }
    }

    private async Task<Stream> EncryptAsync(Stream stream)
    {
        if (script("HANDSHAKE") == Silence)
        {
            await BeSilentAsync();
        }

        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(certificate!.Certificate);
        return encrypted;
    }

    private async Task AnswerAsync(Stream stream, string verb)
    {
        var answer = script(verb) ?? verb switch
        {
            "CONNECT" => "220 scripted",
            "EHLO" when certificate is not null && stream is not SslStream => "250-scripted\r\n250-STARTTLS\r\n" + Offers,
            "EHLO" => "250-scripted\r\n" + Offers,
            "STARTTLS" => "220 Go ahead",
            "AUTH" => "235 2.7.0 Welcome",
            "DATA" => "354 Go ahead",
            "QUIT" => "221 Bye",
            _ => "250 2.0.0 Ok",
        };
        if (answer == Silence)
        {
            await BeSilentAsync();
        }

        if (answer == Close)
        {
            throw new IOException("As the script says.");
        }

        while (answer == Dribble)
        {
            await stream.WriteAsync("250-more\r\n"u8.ToArray(), stop.Token);
            await Task.Delay(100, stop.Token);
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer + "\r\n"), stop.Token);
    }

    private async Task BeSilentAsync()
    {
        Silent.Release();
        await Task.Delay(Timeout.Infinite, stop.Token);
    }
}
