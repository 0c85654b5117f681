using System.Security.Cryptography;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.SendIntegratedEmail.Steps;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>Takes the next mailing that waits and takes its steps until it is sent, must wait or ends. False when none waits.</summary>
public sealed record SendMailings : IRequest<bool>;

internal sealed class SendMailingsHandler(
    WorkQueue<MailingClaim> queue, MailingProgress progress, MailingOutcomes outcomes, IEnumerable<IMailingStep> steps, IClock clock,
    ILogger<SendMailingsHandler> logger)
    : IRequestHandler<SendMailings, bool>
{
    private MailingClaim? current;

    public Task<bool> Handle(SendMailings request, CancellationToken cancellationToken) =>
        queue.WorkAsync(1, TakeStepsAsync, FailAsync, cancellationToken);

    private async Task TakeStepsAsync(MailingClaim claim, WorkLease lease)
    {
        for (current = claim; current.Step != "done";)
        {
            if (!await GoesOnAsync(current, lease.Token))
            {
                return;
            }

            current = await queue.ReadAsync(current, lease.Token) ?? throw new WorkLostException();
        }

        await outcomes.SentAsync(current, lease.Token);
    }

    private async Task<bool> GoesOnAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        var result = Ends(claim) ?? await steps.Single(step => step.Step == StepOf(claim)).RunAsync(claim, cancellationToken);
        switch (result)
        {
            case StepResult.Wait wait:
                await progress.WaitAsync(claim, clock.GetCurrentInstant() + wait.For, failed: false, null, cancellationToken);
                return false;
            case StepResult.Hold hold:
                await outcomes.HoldAsync(claim, hold.Reason, cancellationToken);
                return false;
            case StepResult.End end:
                await outcomes.EndAsync(claim, end.State, end.Reason, cancellationToken);
                return false;
            default:
                return true;
        }
    }

    /// <summary>Why it is not sent any more; once Dotdigital may have it, only because that account cannot be asked.</summary>
    private StepResult.End? Ends(MailingClaim claim) => claim switch
    {
        { OtherAccount: true } when StepOf(claim) == "withdraw" =>
            new StepResult.End(
                claim.EndsAs ?? MailingStates.Cancelled,
                $"{claim.EndsBecause ?? MailingWords.Deleted} {MailingWords.OtherAccount(sendTried: true)}"),
        { OtherAccount: true } => new StepResult.End(MailingStates.Failed, MailingWords.OtherAccount(claim.SendTriedAt is not null)),
        { SendTriedAt: not null } => null,
        { Deleted: true } => new StepResult.End(MailingStates.Cancelled, MailingWords.Deleted),
        _ when clock.GetCurrentInstant() >= claim.TooLateAt => new StepResult.End(MailingStates.Failed, MailingWords.TooLate(claim.Reason)),
        _ => null,
    };

    // Deleted while nobody knew whether Dotdigital has the request to send, it is taken back.
    private static string StepOf(MailingClaim claim) =>
        claim is { Step: "send", SendTriedAt: not null, Deleted: true } ? "withdraw" : claim.Step;

    private async Task FailAsync(MailingClaim claimed, Exception exception)
    {
        var claim = current ?? claimed; // It fails at the step that it has come to.
        var now = clock.GetCurrentInstant();
        switch (exception)
        {
            case DotdigitalException { Reason: DotdigitalReason.OverLimit } limit:
                // Not the mailing's fault: it waits its turn for as long as it may still be sent.
                logger.LogInformation("Mailing {Mailing} waits at step {Step}: the limit on calls is reached", claim.Id, claim.Step);
                await progress.WaitAsync(
                    claim, Sooner(limit.RetryAt ?? now + Duration.FromMinutes(1), claim.TooLateAt, now), failed: false, limit.Message,
                    CancellationToken.None);
                return;
            case DotdigitalException { OutcomeUnknown: true } lost when StepOf(claim) == "send":
                logger.LogWarning(
                    "Mailing {Mailing}: the answer to the request to send was lost; Dotdigital is asked what became of it", claim.Id);
                await progress.WaitAsync(claim, now + Duration.FromSeconds(5), failed: false, lost.Message, CancellationToken.None);
                return;
        }

        logger.LogError(
            "Mailing {Mailing} failed at step {Step}, attempt {Attempt}: {Error}", claim.Id, claim.Step, claim.Attempt, Kind(exception));
        var failure = Words(claim, exception);

        // While Dotdigital may be sending, only its own word ends the mailing.
        var wait = !failure.MayPass
            ? null
            : RetryPlan.WaitAfter(claim.Failures + 1) ?? (claim.SendTriedAt is null ? null : TimeSpan.FromHours(1));
        if (wait is { } time)
        {
            await progress.WaitAsync(claim, now + Duration.FromTimeSpan(time), failed: true, failure.Reason, CancellationToken.None);
        }
        else
        {
            await outcomes.EndAsync(claim, MailingStates.Failed, failure.Reason, CancellationToken.None);
        }
    }

    private static Instant Sooner(Instant retryAt, Instant tooLateAt, Instant now) =>
        Instant.Max(now + Duration.FromSeconds(1), tooLateAt > now ? Instant.Min(retryAt, tooLateAt) : retryAt);

    private static FailureWords Words(MailingClaim claim, Exception exception) => exception switch
    {
        DotdigitalException { Reason: DotdigitalReason.CampaignGone } when claim.Step == "copy" =>
            new(MailingWords.TemplateGone(claim.CampaignName), MayPass: false),
        DotdigitalException { Reason: DotdigitalReason.CampaignGone } =>
            new(
                "The copy of the template was deleted in Dotdigital before this was settled. Look there whether it was sent.",
                MayPass: false),
        DotdigitalException e when StepOf(claim) == "withdraw" =>
            new($"Whether it was sent could not be asked: {e.Message}", e.MayPass || e.OutcomeUnknown),
        DotdigitalException e => new(e.Message, e.MayPass || e.OutcomeUnknown),
        RowCountException e => new(e.Message, MayPass: true),
        CryptographicException => new("The keys that protected this mailing’s people are lost, so that it cannot be sent.", MayPass: false),
        DefinitionException or PostgresException or NpgsqlException => FailureWords.For(exception),
        _ => new($"Sending failed unexpectedly ({exception.GetType().Name}); the application’s log has the details.", MayPass: true),
    };

    private static string Kind(Exception exception) => exception is DotdigitalException e ? e.Reason.ToString() : exception.GetType().Name;
}
