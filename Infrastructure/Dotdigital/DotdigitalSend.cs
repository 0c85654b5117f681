namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <param name="Id">The send's id.</param>
/// <param name="CampaignId">The campaign that is sent.</param>
/// <param name="Status">How far it is.</param>
public sealed record DotdigitalSend(string Id, long CampaignId, DotdigitalSendStatus Status);
