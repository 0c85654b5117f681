using CustomerListSchedules.Infrastructure.Dotdigital;
using NodaTime;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>Waits until Dotdigital has sent the copy.</summary>
internal sealed class AwaitSending(IDotdigital dotdigital, MailingProgress progress, IClock clock) : IMailingStep
{
    private static readonly Duration Patience = Duration.FromDays(2);

    public string Step => "sending";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        var status = await StatusAsync(claim, cancellationToken);
        switch (status)
        {
            case nameof(DotdigitalSendStatus.Sent):
                return await progress.GoOnAsync(claim, "done", "send_status = @status", new { status }, null, cancellationToken);
            case nameof(DotdigitalSendStatus.Cancelled):
                return new StepResult.End(MailingStates.Failed, "The send was cancelled in Dotdigital. Look there whether anybody got it.");
        }

        await progress.StoreAsync(claim, "send_status = @status", new { status }, cancellationToken);
        return clock.GetCurrentInstant() - claim.StepSince < Patience
            ? new StepResult.Wait(Polling.After(clock.GetCurrentInstant() - claim.StepSince))
            : new StepResult.End(
                MailingStates.Failed,
                $"After two days Dotdigital had not finished sending; its last word is {status}. "
                + "Retry asks again and does not send twice.");
    }

    // Without a send's id, after a lost answer, the copy itself is asked.
    private async Task<string> StatusAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        if (claim.SendId is { } sendId)
        {
            try
            {
                return (await dotdigital.GetSendAsync(sendId, cancellationToken)).Status.ToString();
            }
            catch (DotdigitalException e) when (e.Reason == DotdigitalReason.SendGone)
            {
                // Dotdigital forgets sends; the campaign stays.
            }
        }

        return (await dotdigital.GetCampaignAsync(claim.CopiedCampaignId!.Value, cancellationToken)).Status;
    }
}
