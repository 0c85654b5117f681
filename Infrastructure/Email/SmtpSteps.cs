using System.Diagnostics;
using MailKit;
using MailKit.Security;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Watches a conversation with a mail server and cancels it when a step takes too long: from each command or block that was sent to the
/// whole of its answer, and longer once the whole message has been sent (RFC 5321, 4.5.3.2). A stop cancels at once; only for a message
/// that is with the server already its answer is waited for a little, since an answer that is not noted is a mail sent twice.
/// </summary>
internal sealed class SmtpSteps(TimeSpan stepLimit, TimeSpan answerLimit) : IProtocolLogger
{
    /// <summary>How long after a message's end a stop still lets the server answer; far shorter than the host's time to stop.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    // Within a message no line begins with a dot that is not doubled, so that this can only be its end.
    private static readonly byte[] EndOfMessage = "\r\n.\r\n"u8.ToArray();

    private readonly Lock gate = new();
    private readonly byte[] tail = new byte[EndOfMessage.Length];
    private CancellationTokenSource? cancel;
    private bool stopped;
    private long sentAt;

    /// <summary>MailKit says here which bytes are secret. None is written anywhere.</summary>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>Whether the whole message has been sent.</summary>
    public bool MessageSent { get; private set; }

    /// <summary>The time that the present step may take.</summary>
    public TimeSpan Limit { get; private set; }

    /// <summary>Runs one exchange with the server.</summary>
    /// <exception cref="OperationCanceledException">The application stops, or a step took too long.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> exchange, CancellationToken stopping)
    {
        using var source = new CancellationTokenSource(stepLimit);
        lock (gate)
        {
            (cancel, stopped, MessageSent, Limit) = (source, false, false, stepLimit);
            Array.Clear(tail);
        }

        try
        {
            using var registration = stopping.UnsafeRegister(steps => ((SmtpSteps)steps!).Stop(), this);
            return await exchange(source.Token);
        }
        catch (Exception e) when (source.IsCancellationRequested && e is not OperationCanceledException && !IsReply(e))
        {
            // A connection that is cut, by a cancellation too, can fail in many ways.
            throw new OperationCanceledException(e.Message, e, source.Token);
        }
        finally
        {
            lock (gate)
            {
                cancel = null;
            }
        }
    }

    // What the server said stays said, although the time was up afterwards.
    private static bool IsReply(Exception e) => e is CommandException or ServiceNotAuthenticatedException or AuthenticationException;

    public void LogConnect(Uri uri) => Begin(stepLimit);

    public void LogClient(byte[] buffer, int offset, int count)
    {
        lock (gate)
        {
            Keep(buffer.AsSpan(offset, count));
            var ended = tail.AsSpan().SequenceEqual(EndOfMessage);
            if (ended)
            {
                (MessageSent, sentAt) = (true, Stopwatch.GetTimestamp());
            }

            Begin(ended ? answerLimit : stepLimit);
        }
    }

    // Answers lengthen nothing: a server that dribbles one would never end.
    public void LogServer(byte[] buffer, int offset, int count)
    {
    }

    public void Dispose()
    {
    }

    private void Begin(TimeSpan limit)
    {
        lock (gate)
        {
            Limit = limit;
            if (!stopped)
            {
                cancel?.CancelAfter(limit);
            }
        }
    }

    private void Stop()
    {
        lock (gate)
        {
            stopped = true;
            var patience = MessageSent ? StopPatience - Stopwatch.GetElapsedTime(sentAt) : TimeSpan.Zero;
            cancel?.CancelAfter(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
        }
    }

    private void Keep(ReadOnlySpan<byte> sent)
    {
        if (sent.Length < tail.Length)
        {
            tail.AsSpan(sent.Length).CopyTo(tail);
            sent.CopyTo(tail.AsSpan(tail.Length - sent.Length));
        }
        else
        {
            sent[^tail.Length..].CopyTo(tail);
        }
    }
}
