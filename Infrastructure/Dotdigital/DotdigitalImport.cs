namespace CustomerListSchedules.Infrastructure.Dotdigital;

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
    string Id, string Status, bool Finished, bool Failed, long Created, long Updated, long Suppressed, long Invalid,
    IReadOnlyList<DotdigitalRejection> Rejected)
{
    public long Imported => Created + Updated;
}
