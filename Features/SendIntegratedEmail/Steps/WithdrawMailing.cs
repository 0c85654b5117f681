using CustomerListSchedules.Infrastructure.Dotdigital;
using NodaTime;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>
/// Ends a mailing that Dotdigital was asked to send, and may have sent: only when Dotdigital, asked once more, still shows the copy as
/// Unsent, and once that is deleted there. One that was sent after all is recorded as sent.
/// </summary>
internal sealed class WithdrawMailing(IDotdigital dotdigital, MailingProgress progress, IClock clock) : IMailingStep
{
    public string Step => "withdraw";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        var copy = await FindCopyAsync(claim, cancellationToken);
        if (copy is { IsUnsent: false })
        {
            return await progress.GoOnAsync(
                claim, "sending", "send_status = @status, ends_as = null, ends_because = null", new { copy.Status },
                $"Asked once more, Dotdigital says that the copy is {copy.Status}: it is not taken back any more.", cancellationToken);
        }

        var (state, reason) = (claim.EndsAs ?? MailingStates.Cancelled, claim.EndsBecause ?? MailingWords.Deleted);
        if (copy is null)
        {
            return new StepResult.End(
                state,
                $"{reason} The copy of the template is not in Dotdigital any more, so that it cannot be asked: look there whether it was "
                + $"sent.");
        }

        var asked = clock.GetCurrentInstant() - claim.SendTriedAt!.Value;
        if (asked < SendCampaign.AskFor)
        {
            return new StepResult.Wait(Polling.After(asked));
        }

        await dotdigital.DeleteCampaignAsync(copy.Id, cancellationToken);
        await progress.StoreAsync(claim, "copy_deleted_at = @now", new { now = clock.GetCurrentInstant() }, cancellationToken);
        return new StepResult.End(state, $"{reason} Dotdigital, asked once more, had not sent it; its copy there is deleted.");
    }

    private async Task<DotdigitalCampaign?> FindCopyAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            return await dotdigital.GetCampaignAsync(claim.CopiedCampaignId!.Value, cancellationToken);
        }
        catch (DotdigitalException e) when (e.Reason == DotdigitalReason.CampaignGone)
        {
            return null;
        }
    }
}
