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

    /// <summary>Copies a campaign and returns the copy's id. Not repeated after an unknown outcome: a copy that nobody knows may be left behind, unsent; see <see cref="DotdigitalCampaign.LooksCopiedFrom"/>.</summary>
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

    /// <summary>Starts an import into an address book and returns its id. Adding the same people again changes nothing, so it may be repeated; nobody is resubscribed.</summary>
    /// <param name="addressBookId">The address book.</param>
    /// <param name="contacts">1 to <see cref="DotdigitalLimits.ContactsPerImport"/> people.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<string> ImportContactsAsync(long addressBookId, IReadOnlyCollection<DotdigitalContact> contacts, CancellationToken cancellationToken);

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

/// <param name="Id">The account's number.</param>
/// <param name="Name">What the account is called; its user when Dotdigital gives no name.</param>
/// <param name="Endpoint">The address of the region that serves the account.</param>
public sealed record DotdigitalAccount(long Id, string Name, Uri Endpoint);

/// <param name="Id">Its number.</param>
/// <param name="Name">Its name in Dotdigital.</param>
/// <param name="Subject">The e-mail's subject; empty when it has none.</param>
/// <param name="Status">Dotdigital's word: Unsent, Sending, Sent, Paused, Cancelled …</param>
/// <param name="Scheduled">Whether it is to be sent later, by Dotdigital itself.</param>
public sealed record DotdigitalCampaign(long Id, string Name, string Subject, string Status, bool Scheduled)
{
    public bool IsUnsent => Status == "Unsent";

    /// <summary>Whether it may be picked as an email template.</summary>
    public bool IsTemplate => IsUnsent && !Scheduled;

    /// <summary>Whether it looks like a copy of that one as Dotdigital makes them, with the name "Copy of …" and the subject, and was not sent. Copies that people make look the same.</summary>
    public bool LooksCopiedFrom(DotdigitalCampaign original) =>
        IsTemplate && Id != original.Id && Subject == original.Subject
        && Name.StartsWith("Copy of ", StringComparison.OrdinalIgnoreCase) && Name.EndsWith(original.Name, StringComparison.Ordinal);
}

/// <summary>A person to import.</summary>
/// <param name="Email">The address.</param>
/// <param name="DataFields">Values by the data field's name: string, bool, a number, DateOnly, NodaTime.LocalDate or NodaTime.Instant; null is left out, so that nothing known is blanked.</param>
public sealed record DotdigitalContact(string Email, IReadOnlyList<KeyValuePair<string, object?>> DataFields);

/// <param name="Id">The import's id.</param>
/// <param name="Status">Dotdigital's word: NotStarted, InProgress, Finished …</param>
/// <param name="Finished">Whether it has ended, well or badly.</param>
/// <param name="Failed">Whether it was rejected as a whole.</param>
/// <param name="Created">Contacts that Dotdigital did not know.</param>
/// <param name="Updated">Contacts that it knew.</param>
/// <param name="Suppressed">Contacts left out since they have unsubscribed, bounced or are suppressed.</param>
/// <param name="Invalid">Contacts left out for any other reason.</param>
/// <param name="Rejected">Why contacts were left out, most frequent first; without anybody's address.</param>
public sealed record DotdigitalImport(
    string Id, string Status, bool Finished, bool Failed, long Created, long Updated, long Suppressed, long Invalid, IReadOnlyList<DotdigitalRejection> Rejected)
{
    public long Imported => Created + Updated;
}

/// <param name="Reason">Dotdigital's code.</param>
/// <param name="Count">How many contacts.</param>
public sealed record DotdigitalRejection(string Reason, long Count);

public enum DotdigitalSendStatus
{
    NotSent,
    Scheduled,
    Sending,
    Sent,
    Cancelled,
}

/// <param name="Id">The send's id.</param>
/// <param name="CampaignId">The campaign that is sent.</param>
/// <param name="Status">How far it is.</param>
public sealed record DotdigitalSend(string Id, long CampaignId, DotdigitalSendStatus Status);

/// <summary>Totals of a campaign.</summary>
public sealed record DotdigitalSummary(long Sent, long Delivered, long Opened, long Clicked, long Unsubscribed, long HardBounced, long SoftBounced);
