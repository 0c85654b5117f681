using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>
/// Asks Dotdigital to send the copy to the address book, once. That it was tried is stored before; from then on the copy's status says
/// what became of it, and it is not sent again while that is unknown: held for a person after a quarter of an hour of asking.
/// </summary>
internal sealed class SendCampaign(
    IDotdigital dotdigital, NpgsqlDataSource dataSource, MailingProgress progress, IClock clock) : IMailingStep
{
    /// <summary>How long Dotdigital may show as Unsent what it has the request to send of.</summary>
    public static readonly Duration AskFor = Duration.FromMinutes(15);

    // The last look at what may have been deleted or cancelled meanwhile, and the note, in one statement.
    private const string TrySql =
        """
        update mailings m
        set send_tried_at = @now, released_at = null
        from runs r, schedules s, integrated_emails e
        where m.id = @id and m.attempt = @attempt and m.state = 'working'
          and r.id = m.run_id and s.id = r.schedule_id and s.deleted_at is null
          and e.id = m.integrated_email_id and e.deleted_at is null
        """;

    public string Step => "send";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken) =>
        claim.SendTriedAt is { } triedAt
            ? await AskAsync(claim, triedAt, cancellationToken)
            : await SendAsync(claim, cancellationToken);

    private async Task<StepResult> SendAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        if (claim.Imported is not > 0)
        {
            return new StepResult.End(MailingStates.Skipped, MailingWords.NobodyImported);
        }

        if (!await NoteAsync(claim, cancellationToken))
        {
            return new StepResult.Wait(Duration.Zero); // Deleted, cancelled or taken over: the next claim finds out which.
        }

        try
        {
            var send = await dotdigital.SendAsync(claim.CopiedCampaignId!.Value, claim.AddressBookId!.Value, cancellationToken);
            return await progress.GoOnAsync(
                claim, "sending", "send_id = @id_of_send, send_status = @status",
                new { id_of_send = send.Id, status = send.Status.ToString() },
                "Dotdigital was asked to send it, and has it.", CancellationToken.None);
        }
        catch (DotdigitalException e) when (claim.SendTriedAt is not null && e.Reason == DotdigitalReason.SendNotPermitted)
        {
            // Sent again by a person's word, and refused: the first request may be the reason. The copy's status will say.
            return new StepResult.Wait(Polling.After(Duration.Zero));
        }
        catch (DotdigitalException e) when (claim.SendTriedAt is null
            && e.Reason is DotdigitalReason.CampaignGone or DotdigitalReason.AddressBookGone)
        {
            // Somebody deleted it in Dotdigital, perhaps to stop the mailing: only a person's Retry makes it again.
            var copyGone = e.Reason == DotdigitalReason.CampaignGone;
            await progress.GoOnAsync(
                claim, copyGone ? "copy" : "address_book",
                $"send_tried_at = null, released_at = "
                + $"@ReleasedAt{(copyGone ? ", copied_campaign_id = null, copy_above = null, copy_tried_at = null" : "")}",
                new { claim.ReleasedAt }, null, CancellationToken.None);
            return new StepResult.End(MailingStates.Failed, copyGone ? MailingWords.CopyGone : MailingWords.AddressBookGone);
        }
        catch (DotdigitalException e) when (!e.OutcomeUnknown)
        {
            // This request was certainly not acted on, so that all is as before it.
            await progress.StoreAsync(
                claim, "send_tried_at = @SendTriedAt, released_at = @ReleasedAt", new { claim.SendTriedAt, claim.ReleasedAt },
                CancellationToken.None);
            throw;
        }
    }

    private async Task<StepResult> AskAsync(MailingClaim claim, Instant triedAt, CancellationToken cancellationToken)
    {
        var campaign = await dotdigital.GetCampaignAsync(claim.CopiedCampaignId!.Value, cancellationToken);
        if (!campaign.IsUnsent)
        {
            return await progress.GoOnAsync(
                claim, "sending", "send_status = @status", new { campaign.Status },
                $"Dotdigital’s answer to the request to send was lost; asked, it says that the copy is {campaign.Status}.",
                cancellationToken);
        }

        if (claim.ReleasedAt > triedAt)
        {
            return await SendAsync(claim, cancellationToken);
        }

        var asked = clock.GetCurrentInstant() - triedAt;
        return asked < AskFor ? new StepResult.Wait(Polling.After(asked)) : new StepResult.Hold(MailingWords.SendUnknown);
    }

    private async Task<bool> NoteAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        return await dataSource.RunAsync(TrySql, new { claim.Id, claim.Attempt, now = clock.GetCurrentInstant() }, cancellationToken) == 1;
    }
}
