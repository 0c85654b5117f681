using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Email;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>Sends the next messages that wait, over one connection to the mail server. False when none waits.</summary>
public sealed record SendMessages : IRequest<bool>;

internal sealed class SendMessagesHandler(MessageClaims claims, DeliveryMailer mailer, IMailer mail, ILogger<SendMessagesHandler> logger)
    : IRequestHandler<SendMessages, bool>
{
    private const int BatchSize = 20;

    public async Task<bool> Handle(SendMessages request, CancellationToken cancellationToken)
    {
        // What is claimed when the host stops is given back below, not left to the end of its lease.
        cancellationToken.ThrowIfCancellationRequested();
        var batch = await claims.NextAsync(BatchSize, CancellationToken.None);
        if (batch.Count == 0)
        {
            return false;
        }

        IMailConnection? connection = null;
        try
        {
            foreach (var message in batch)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    await claims.GiveBackAsync(message, CancellationToken.None);
                    continue;
                }

                if (!await claims.HoldAsync(message, CancellationToken.None))
                {
                    continue; // Cancelled, or another sender's by now.
                }

                connection = await SendAsync(message, connection, cancellationToken);
            }
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }

        return true;
    }

    /// <returns>The connection to go on with, or null when it is not fit for another message.</returns>
    private async Task<IMailConnection?> SendAsync(MessageClaim message, IMailConnection? connection, CancellationToken cancellationToken)
    {
        await using var lease = claims.Keep(message, logger, cancellationToken);
        try
        {
            var outgoing = await mailer.ComposeAsync(message, lease.Token);
            connection ??= await mail.ConnectAsync(lease.Token);
            var reply = await connection.SendAsync(outgoing, lease.Token);
            await claims.AcceptedAsync(message, reply, CancellationToken.None);
            return connection;
        }
        catch (OperationCanceledException) when (lease.Token.IsCancellationRequested)
        {
            // Where it is another sender's by now, this changes nothing.
            await claims.GiveBackAsync(message, CancellationToken.None);
            return connection;
        }
        catch (MailRefusedException e)
        {
            logger.LogWarning("Message {Message} was refused: {Code}", message.Id, e.Code);
            await claims.RefusedAsync(message, e.Code, e.Reply, mayPass: !e.Permanent, CancellationToken.None);
            return connection;
        }
        catch (CryptographicException)
        {
            await claims.RefusedAsync(
                message, null, "The keys that protected this link are lost. Use Retry to make it anew.", mayPass: false, CancellationToken.None);
        }
        catch (Exception e) when (e is not NpgsqlException)
        {
            logger.LogError("Message {Message} failed: {Error}", message.Id, e.GetType().Name);
            await claims.RefusedAsync(
                message, null, $"Sending failed unexpectedly ({e.GetType().Name}).", mayPass: true, CancellationToken.None);
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        return null;
    }
}
