using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>Sends the next messages that wait, over one connection to the mail server. False when none waits.</summary>
public sealed record SendMessages : IRequest<bool>;

internal sealed class SendMessagesHandler(
    WorkQueue<MessageClaim> queue, MessageOutcomes outcomes, DeliveryMailer mailer, IMailer mail, ILogger<SendMessagesHandler> logger)
    : IRequestHandler<SendMessages, bool>
{
    private const int BatchSize = 20;

    private IMailConnection? connection;

    public async Task<bool> Handle(SendMessages request, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.WorkAsync(BatchSize, SendAsync, FailAsync, cancellationToken);
        }
        finally
        {
            await DisconnectAsync();
        }
    }

    private async Task SendAsync(MessageClaim message, WorkLease lease)
    {
        if (!await outcomes.HoldAsync(message, lease.Token))
        {
            return; // Cancelled, or another sender's by now.
        }

        try
        {
            var outgoing = await mailer.ComposeAsync(message, lease.Token);
            connection ??= await mail.ConnectAsync(lease.Token);
            await outcomes.AcceptedAsync(message, await connection.SendAsync(outgoing, lease.Token));
        }
        catch (MailRefusedException e)
        {
            logger.LogWarning("Message {Message} was refused: {Code}", message.Id, e.Code);
            await outcomes.RefusedAsync(message, e.Code, e.Reply, mayPass: !e.Permanent);
        }
    }

    private async Task FailAsync(MessageClaim message, Exception exception)
    {
        await DisconnectAsync();
        switch (exception)
        {
            case NpgsqlException:
                throw exception; // Nothing can be noted now; the lease will lapse and the message be taken up again.
            case CryptographicException:
                await outcomes.RefusedAsync(
                    message, null, "The keys that protected this link are lost. Use Retry to make it anew.", mayPass: false);
                break;
            default:
                logger.LogError("Message {Message} failed: {Error}", message.Id, exception.GetType().Name);
                await outcomes.RefusedAsync(message, null, $"Sending failed unexpectedly ({exception.GetType().Name}).", mayPass: true);
                break;
        }
    }

    private async Task DisconnectAsync()
    {
        if (connection is { } open)
        {
            connection = null;
            await open.DisposeAsync();
        }
    }
}
