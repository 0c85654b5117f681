using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Features.ReviewRuns.Sentences;

/// <summary>What a run's page begins with: its result, never "Delivered" without who cannot collect beside it, and one sentence.</summary>
/// <param name="Badge">The result.</param>
/// <param name="Beside">What stands behind the result: "2 of 3 cannot collect: capitals, no account"; null when nothing does.</param>
/// <param name="Words">The sentence.</param>
public sealed record RunSentence(Badge Badge, string? Beside, string Words)
{
    public static RunSentence Of(
        RunDetails run, IReadOnlyDictionary<long, DeliveredFile> files, DateTimeZone zone, Instant now)
    {
        var living = files.Values.Where(file => file.Lives).ToList();
        var beside = CannotCollectWords.Summary(
            living.Sum(file => file.People.Count),
            [.. living.SelectMany(file => file.People).Select(person => person.Why).OfType<string>()]);
        var badge = RunWords.Badge(run.State);
        return new RunSentence(
            beside is not null && badge.Tone == "good" ? badge with { Tone = "warn" } : badge, beside, Sentence(run, files, zone, now));
    }

    private static string Sentence(
        RunDetails run, IReadOnlyDictionary<long, DeliveredFile> files, DateTimeZone zone, Instant now) => run switch
        {
            { MissedCount: { } missed } =>
                $"Missed {(missed == 1 ? "once" : $"{Plural.Number(missed)} times")}: nothing was made or sent. {run.Reason}".TrimEnd(),
            { Deliveries: [var only], Mailings.Count: 0 } => DeliverySentence.Of(only, files.GetValueOrDefault(only.Id), zone, now),
            { Mailings: [var only], Deliveries.Count: 0 } => Mailing(only),
            { Deliveries.Count: 0, Mailings.Count: 0 } => run.Reason ?? "Nothing was in it.",
            _ => $"{Several(run, [.. files.Values])}. {run.Reason}".TrimEnd(),
        };

    private static string Several(RunDetails run, IReadOnlyList<DeliveredFile> files)
    {
        var people = files.Sum(file => file.People.Count);
        var words = new[]
        {
            run.Deliveries.Count == 0 ? null : Plural.Count(run.Deliveries.Count, "customer list"),
            run.Mailings.Count == 0 ? null : Plural.Count(run.Mailings.Count, "integrated email"),
            run.Deliveries.Count == 0
                ? $"{Plural.Count(run.Mailings.Sum(mailing => mailing.Recipients ?? 0), "person", "people")} in all"
                : $"{Plural.Count(run.Deliveries.Sum(delivery => delivery.RowCount ?? 0), "customer")} in all",
            people == 0 ? null : $"{Plural.Number(files.Sum(file => file.Collected))} of {Plural.Number(people)} collected",
        };
        return string.Join(", ", words.OfType<string>());
    }

    private static string Mailing(RunMailing mailing) => mailing.State switch
    {
        MailingStates.Sent => $"Sent to {Plural.Count(mailing.Recipients ?? 0, "person", "people")} through Dotdigital.",
        MailingStates.Waiting or MailingStates.Working => $"{MailingWords.Step(mailing.Step)}.",
        MailingStates.Held => $"Held until somebody says Send or Cancel. {mailing.Reason}".TrimEnd(),
        _ => mailing.Reason ?? $"{MailingWords.State(mailing.State)}.",
    };
}
