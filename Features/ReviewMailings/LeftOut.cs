using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>Whom Dotdigital did not take, of those whom it was given.</summary>
/// <param name="Words">"3 left out".</param>
/// <param name="Exactly">"95 imported, 2 suppressed, 1 refused".</param>
public sealed record LeftOut(string Words, string Exactly)
{
    /// <returns>Null when nobody was left out, or it is not yet known.</returns>
    public static LeftOut? Of(MailingSummary mailing)
    {
        var (suppressed, refused) = (mailing.Suppressed ?? 0, mailing.Invalid ?? 0);
        return suppressed + refused == 0
            ? null
            : new LeftOut(
                $"{Plural.Number(suppressed + refused)} left out",
                $"{Plural.Number(mailing.Imported ?? 0)} imported, {Plural.Number(suppressed)} suppressed, "
                + $"{Plural.Number(refused)} refused");
    }
}
