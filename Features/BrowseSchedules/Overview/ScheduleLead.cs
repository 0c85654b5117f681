using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.CreateSchedule;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Features.BrowseSchedules.Overview;

/// <summary>What a schedule's page begins with: what it does, for whom, when next, and whether anything is wrong.</summary>
/// <param name="Does">"Delivers Attendees to 3 people every day at 08:00, Europe/London, and on demand."</param>
/// <param name="Next">When it runs next; null when it does not.</param>
/// <param name="Wrong">What needs somebody; none when all is well.</param>
public sealed record ScheduleLead(string Does, Instant? Next, IReadOnlyList<string> Wrong)
{
    /// <param name="cannot">Who cannot collect today, each once.</param>
    public static ScheduleLead Of(ScheduleOverview schedule, IReadOnlyCollection<RecipientCheck> cannot) => new(
        $"{What(schedule)}{When(schedule)}.",
        schedule is { RunAsSchedule: true, Paused: false, SetAsideReason: null, Next: [var next, ..] } ? next.At : null,
        [.. Problems(schedule, cannot)]);

    private static string What(ScheduleOverview schedule)
    {
        if (!schedule.ContainsAny)
        {
            return schedule.SendsEmails ? "Sends no integrated email yet" : "Delivers no customer list yet";
        }

        if (schedule.SendsEmails)
        {
            return schedule.Emails is [var only]
                ? $"Sends {only.Name} to everyone on {only.CustomerListName}"
                : $"Sends {Plural.Count(schedule.Emails.Count, "integrated email")}";
        }

        var what = schedule.Entries is [var entry] ? entry.Name : Plural.Count(schedule.Entries.Count, "customer list");
        var people = People(schedule).Count;
        return $"Delivers {what} to {(people == 0 ? "nobody" : Plural.Count(people, "person", "people"))}";
    }

    private static string When(ScheduleOverview schedule)
    {
        if (schedule.Sentence is not { Length: > 0 } sentence)
        {
            return schedule.RunOnDemand ? ", on demand only" : "";
        }

        return $" {char.ToLowerInvariant(sentence[0])}{sentence[1..]}{(schedule.RunOnDemand ? ", and on demand" : "")}";
    }

    private static IEnumerable<string> Problems(ScheduleOverview schedule, IReadOnlyCollection<RecipientCheck> cannot)
    {
        if (!schedule.ContainsAny)
        {
            yield return schedule.SendsEmails
                ? "It contains no integrated email, so nothing is sent."
                : "It contains no customer list, so nothing runs.";
        }

        var people = People(schedule).Count;
        if (schedule is { ContainsAny: true, SendsEmails: false } && people == 0)
        {
            yield return "Nobody is named on Email to.";
        }

        if (cannot.Count > 0)
        {
            yield return $"{Plural.Number(cannot.Count)} of {Plural.Number(people)} cannot collect: "
                + string.Join(", ", cannot.Select(check => RecipientReasons.Short(check.Finding)).Distinct().Order(StringComparer.Ordinal))
                + ".";
        }

        if (schedule.Runs.FirstOrDefault(run => run.State is not (RunStates.Waiting or RunStates.Running)) is
            { State: RunStates.Failed or RunStates.PartlyDelivered or RunStates.Missed } last)
        {
            yield return $"Its last run: {RunWords.State(last.State).ToLowerInvariant()}.";
        }

        if (schedule is { RunAsSchedule: true, Paused: false, SetAsideReason: null, Next.Count: 0 })
        {
            yield return "Its last occurrence has passed: it does not run any more.";
        }
    }

    private static List<string> People(ScheduleOverview schedule) =>
        [.. schedule.Entries.SelectMany(entry => entry.Recipients).Distinct(StringComparer.Ordinal)];
}
