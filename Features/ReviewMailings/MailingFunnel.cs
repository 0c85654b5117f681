using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Pictures;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>From the list to clicks, with the rates that people speak of: of sent, and of what came before.</summary>
public static class MailingFunnel
{
    public static Funnel Of(MailingDetails mailing) => new(
        "From the list to clicks",
        [
            new("On the list", mailing.ListCount),
            new("Recipients", mailing.Recipients, Left(mailing)),
            new("Imported", mailing.Imported, Refused(mailing)),
            new("Sent", mailing.TotalSent),
            new("Delivered", mailing.TotalDelivered, OfSent(mailing.TotalDelivered, mailing)),
            new("Opened", mailing.TotalOpened, OfSent(mailing.TotalOpened, mailing)),
            new("Clicked", mailing.TotalClicked, OfSent(mailing.TotalClicked, mailing)),
            new("Unsubscribed", mailing.TotalUnsubscribed, OfSent(mailing.TotalUnsubscribed, mailing)),
            new("Bounced", mailing.TotalBounced, OfSent(mailing.TotalBounced, mailing)),
        ]);

    private static string? OfSent(long? number, MailingDetails mailing) =>
        Rate.Words(number, mailing.TotalSent) is { } rate ? $"{rate} of sent" : null;

    private static string? Left(MailingDetails mailing) => Join(
        mailing.WithoutEmail is > 0 and { } without ? $"{Plural.Number(without)} without an e-mail address" : null,
        mailing.SameAddress is > 0 and { } same ? $"{Plural.Number(same)} sharing an address" : null);

    private static string? Refused(MailingDetails mailing) => Join(
        mailing.Suppressed is > 0 and { } suppressed ? $"{Plural.Number(suppressed)} suppressed" : null,
        mailing.Invalid is > 0 and { } invalid ? $"{Plural.Number(invalid)} refused" : null);

    private static string? Join(params string?[] words) =>
        words.OfType<string>().ToArray() is { Length: > 0 } said ? string.Join(", ", said) : null;
}
