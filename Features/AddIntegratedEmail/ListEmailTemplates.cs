using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>
/// The Unsent campaigns of the venue's Dotdigital account that may be picked, at most a minute old unless asked for anew.
/// </summary>
public sealed record ListEmailTemplates(bool Refresh = false) : IRequest<EmailTemplates>;

/// <param name="Choices">By name; what was known last when Dotdigital cannot be asked.</param>
/// <param name="At">When Dotdigital said so; null when it never has.</param>
/// <param name="Problem">Why Dotdigital could not be asked, for a person; null when it could.</param>
public sealed record EmailTemplates(IReadOnlyList<EmailTemplate> Choices, Instant? At, string? Problem)
{
    public EmailTemplate? Find(long? campaignId) => Choices.FirstOrDefault(choice => choice.CampaignId == campaignId);
}

public sealed record EmailTemplate(long CampaignId, string Name, string Subject);

/// <summary>What this node knows of the templates of the account that was asked last.</summary>
internal sealed class EmailTemplateCache
{
    private static readonly EmailTemplates Nothing = new([], null, null);

    private volatile Tuple<string, EmailTemplates> known = new("", Nothing);

    public EmailTemplates Known(string account) => known is var (of, templates) && of == account ? templates : Nothing;

    public EmailTemplates Keep(string account, EmailTemplates templates)
    {
        known = new(account, templates);
        return templates;
    }
}

internal sealed class ListEmailTemplatesHandler(
    IDotdigital dotdigital, DotdigitalAccounts accounts, EmailTemplateCache cache, NpgsqlDataSource dataSource, IClock clock)
    : IRequestHandler<ListEmailTemplates, EmailTemplates>
{
    private static readonly Duration Fresh = Duration.FromMinutes(1);

    /// <summary>A person waits for the page; the client itself would go on for minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const string OwnCopiesSql =
        $"select copied_campaign_id from mailings where copied_campaign_id = any(@ids) and api_user = {DotdigitalAccounts.CurrentUserSql}";

    public async Task<EmailTemplates> Handle(ListEmailTemplates request, CancellationToken cancellationToken)
    {
        var account = await accounts.KeyAsync(cancellationToken);
        var known = cache.Known(account);
        var now = clock.GetCurrentInstant();
        if (!request.Refresh && known.At is { } at && now - at < Fresh && now >= at)
        {
            return known;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return cache.Keep(account, new EmailTemplates(await FetchAsync(patience.Token), now, null));
        }
        catch (DotdigitalException e)
        {
            return known with { Problem = e.Message };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return known with { Problem = "Dotdigital did not answer in time." };
        }
    }

    private async Task<IReadOnlyList<EmailTemplate>> FetchAsync(CancellationToken cancellationToken)
    {
        var campaigns = (await dotdigital.ListCampaignsAsync(cancellationToken)).Where(campaign => campaign.IsTemplate).ToList();
        var copies = (await dataSource.ReadAllAsync<long>(
            OwnCopiesSql, new { ids = campaigns.Select(campaign => campaign.Id).ToArray() }, cancellationToken)).ToHashSet();
        return
        [
            .. campaigns.Where(campaign => !copies.Contains(campaign.Id))
                .OrderBy(campaign => campaign.Name, StringComparer.OrdinalIgnoreCase).ThenBy(campaign => campaign.Id)
                .Select(campaign => new EmailTemplate(campaign.Id, campaign.Name, campaign.Subject)),
        ];
    }
}
