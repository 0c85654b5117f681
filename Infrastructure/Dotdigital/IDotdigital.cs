namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>
/// The venue's Dotdigital account, by the calls that mailings need. Every method throws <see cref="DotdigitalException"/> for what
/// Dotdigital or the way to it refuses. Calls that may be repeated are, within the account's limits on calls; the others say
/// <see cref="DotdigitalException.OutcomeUnknown"/> when nobody can tell whether Dotdigital has acted.
/// </summary>
public interface IDotdigital
{
    /// <summary>Who the account is.</summary>
    Task<DotdigitalAccount> GetAccountAsync(CancellationToken cancellationToken);

    /// <summary>All campaigns of the account, whatever their state, in the order of their ids.</summary>
    Task<IReadOnlyList<DotdigitalCampaign>> ListCampaignsAsync(CancellationToken cancellationToken);

    Task<DotdigitalCampaign> GetCampaignAsync(long id, CancellationToken cancellationToken);

    /// <summary>
    /// Copies a campaign and returns the copy's id. Not repeated after an unknown outcome: a copy that nobody knows may be left behind,
    /// unsent; see <see cref="DotdigitalCampaign.LooksCopiedFrom"/>.
    /// </summary>
    Task<long> CopyCampaignAsync(long id, CancellationToken cancellationToken);

    /// <summary>Deletes a campaign; done as well when it is not there any more.</summary>
    Task DeleteCampaignAsync(long id, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a private address book, or finds the one of exactly this name: a name is used once in an account, so with a name of the
    /// caller's own (at most 128 characters, holding its mailing's id) the call may be repeated and leaves none behind.
    /// </summary>
    Task<long> CreateAddressBookAsync(string name, CancellationToken cancellationToken);

    /// <summary>Deletes an address book, not the contacts in it; done as well when it is not there any more.</summary>
    Task DeleteAddressBookAsync(long id, CancellationToken cancellationToken);

    /// <summary>
    /// Starts an import into an address book and returns its id. Adding the same people again changes nothing, so it may be repeated;
    /// nobody is resubscribed.
    /// </summary>
    /// <param name="addressBookId">The address book.</param>
    /// <param name="contacts">1 to <see cref="DotdigitalLimits.ContactsPerImport"/> people.</param>
    Task<string> ImportContactsAsync(
        long addressBookId, IReadOnlyCollection<DotdigitalContact> contacts, CancellationToken cancellationToken);

    Task<DotdigitalImport> GetImportAsync(string importId, CancellationToken cancellationToken);

    /// <summary>
    /// Sends a campaign, at once, to one address book. Never repeated once it may have reached Dotdigital: after an unknown outcome, ask
    /// <see cref="GetCampaignAsync"/> whether the campaign is still Unsent.
    /// </summary>
    Task<DotdigitalSend> SendAsync(long campaignId, long addressBookId, CancellationToken cancellationToken);

    Task<DotdigitalSend> GetSendAsync(string sendId, CancellationToken cancellationToken);

    /// <summary>Dotdigital's totals for a campaign that was sent.</summary>
    Task<DotdigitalSummary> GetSummaryAsync(long campaignId, CancellationToken cancellationToken);
}
