using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>
/// Copies the template, so that the template itself stays Unsent and the copy's status tells what became of this one send. The
/// highest campaign id is stored first, and when: after an unknown outcome, the one copy above it that appeared within minutes and that
/// nobody uses is ours, and is deleted. Copies that people make look the same, so that any other is left alone.
/// </summary>
internal sealed class CopyCampaign(
    IDotdigital dotdigital, NpgsqlDataSource dataSource, MailingProgress progress, IClock clock,
    ILogger<CopyCampaign> logger) : IMailingStep
{
    // Longer than the call itself takes and the first two waits after it failed.
    private static readonly Duration LeftBehindFor = Duration.FromMinutes(10);

    // Copies of one template are made one after the other on all nodes, or one mailing could take another's for left behind.
    private const string LockSql = "select pg_try_advisory_xact_lock(hashtext('mailing copies'), hashtext(@campaignId::text))";

    private const string UsedSql =
        """
        select copied_campaign_id from mailings where copied_campaign_id = any(@ids)
        union all select campaign_id from mailings where campaign_id = any(@ids)
        union all select campaign_id from integrated_emails where campaign_id = any(@ids)
        """;

    public string Step => "copy";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        await using var locking = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await locking.BeginTransactionAsync(cancellationToken);
        if (!await locking.ScalarAsync<bool>(LockSql, new { claim.CampaignId }, cancellationToken))
        {
            return new StepResult.Wait(Duration.FromSeconds(2));
        }

        var campaigns = await dotdigital.ListCampaignsAsync(cancellationToken);
        if (campaigns.FirstOrDefault(campaign => campaign.Id == claim.CampaignId) is not { IsTemplate: true } template)
        {
            return new StepResult.End(MailingStates.Failed, MailingWords.TemplateGone(claim.CampaignName));
        }

        await DeleteLeftBehindAsync(claim, template, campaigns, cancellationToken);
        await progress.StoreAsync(
            claim, "copy_above = @above, copy_tried_at = @now, campaign_name = left(@name, 400)",
            new { above = campaigns.Max(campaign => campaign.Id), template.Name, now = clock.GetCurrentInstant() }, cancellationToken);
        var copy = await CopyAsync(claim, cancellationToken);
        return await progress.GoOnAsync(
            claim, "address_book", "copied_campaign_id = @copy", new { copy }, $"The template “{template.Name}” was copied in Dotdigital.",
            cancellationToken);
    }

    private async Task<long> CopyAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            return await dotdigital.CopyCampaignAsync(claim.CampaignId, cancellationToken);
        }
        catch (DotdigitalException e) when (!e.OutcomeUnknown)
        {
            // Certainly none was made: whatever appears from now on is somebody else's.
            await progress.StoreAsync(claim, "copy_above = null, copy_tried_at = null", null, CancellationToken.None);
            throw;
        }
    }

    private async Task DeleteLeftBehindAsync(
        MailingClaim claim, DotdigitalCampaign template, IReadOnlyList<DotdigitalCampaign> campaigns, CancellationToken cancellationToken)
    {
        var found = campaigns.Where(campaign => campaign.Id > claim.CopyAbove && campaign.LooksCopiedFrom(template)).ToArray();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var used = (await connection.ReadAllAsync<long>(
            UsedSql, new { ids = found.Select(campaign => campaign.Id).ToArray() }, cancellationToken)).ToHashSet();
        var unused = found.Where(campaign => !used.Contains(campaign.Id)).ToArray();
        if (unused is [var copy] && clock.GetCurrentInstant() - claim.CopyTriedAt < LeftBehindFor)
        {
            logger.LogInformation("Mailing {Mailing} deletes campaign {Campaign}, a copy that was left behind", claim.Id, copy.Id);
            await dotdigital.DeleteCampaignAsync(copy.Id, cancellationToken);
        }
        else if (unused.Length > 0)
        {
            await progress.SayAsync(
                connection, claim.Id,
                "Dotdigital’s answer to the request to copy the template was lost. A copy may have been left behind there; it cannot be "
                + "told from others, so none is deleted.",
                "warn", cancellationToken);
        }
    }
}
