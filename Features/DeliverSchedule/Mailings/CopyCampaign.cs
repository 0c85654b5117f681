using CustomerListSchedules.Infrastructure.Dotdigital;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Mailings;

/// <summary>
/// Copies the template, so that the template itself stays Unsent and the copy's status tells what became of this one send. The
/// highest campaign id is stored first: after an unknown outcome, a copy above it that nobody knows is ours, and is deleted.
/// </summary>
internal sealed class CopyCampaign(IDotdigital dotdigital, NpgsqlDataSource dataSource, MailingProgress progress, ILogger<CopyCampaign> logger) : IMailingStep
{
    // Copies of one template are made one after the other on all nodes, or one mailing could take another's for left behind.
    private const string LockSql = "select pg_try_advisory_xact_lock(hashtext('mailing copies'), hashtext(@campaignId::text))";

    private const string KnownSql = "select copied_campaign_id from mailings where copied_campaign_id = any(@ids)";

    public string Step => "copy";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        await using var locking = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await locking.BeginTransactionAsync(cancellationToken);
        if (!await locking.ExecuteScalarAsync<bool>(new CommandDefinition(LockSql, new { claim.CampaignId }, cancellationToken: cancellationToken)))
        {
            return new StepResult.Wait(Duration.FromSeconds(2));
        }

        if (claim.CopyAbove is { } above)
        {
            await DeleteLeftBehindAsync(claim, above, cancellationToken);
        }
        else
        {
            var campaigns = await dotdigital.ListCampaignsAsync(cancellationToken);
            if (campaigns.FirstOrDefault(campaign => campaign.Id == claim.CampaignId) is not { IsTemplate: true } template)
            {
                return new StepResult.End("failed", MailingWords.TemplateGone(claim.CampaignName));
            }

            await progress.StoreAsync(claim, "copy_above = @above, campaign_name = left(@name, 400)", new { above = campaigns.Max(campaign => campaign.Id), template.Name }, cancellationToken);
        }

        var copy = await dotdigital.CopyCampaignAsync(claim.CampaignId, cancellationToken);
        return await progress.GoOnAsync(
            claim, "address_book", "copied_campaign_id = @copy", new { copy }, $"The template “{claim.CampaignName}” was copied in Dotdigital.", cancellationToken);
    }

    private async Task DeleteLeftBehindAsync(MailingClaim claim, long above, CancellationToken cancellationToken)
    {
        var found = await dotdigital.FindCopiesAsync(claim.CampaignId, above, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var known = (await connection.QueryAsync<long>(new CommandDefinition(
            KnownSql, new { ids = found.Select(campaign => campaign.Id).ToArray() }, cancellationToken: cancellationToken))).ToHashSet();
        foreach (var copy in found.Where(copy => !known.Contains(copy.Id)))
        {
            logger.LogInformation("Mailing {Mailing} deletes campaign {Campaign}, a copy that was left behind", claim.Id, copy.Id);
            await dotdigital.DeleteCampaignAsync(copy.Id, cancellationToken);
        }
    }
}
