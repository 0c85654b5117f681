using System.Globalization;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.DeliverSchedule.Sharing;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Features.ReviewRuns.Sentences;

/// <summary>What became of a delivery, in one sentence: how many customers, who collected, until when, and who cannot.</summary>
public static class DeliverySentence
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <returns>"9 customers, 1 of 3 collected, links until Friday 4 December; 1 cannot collect: a@b.org (no account)."</returns>
    public static string Of(DeliveryDetails delivery, DeliveredFile? file, DateTimeZone zone, Instant now) => delivery switch
    {
        { State: DeliveryStates.Waiting, Failures: > 0 } =>
            $"The file could not be made yet; it is tried again at {WallTime.Clock(delivery.NextAttemptAt, zone)}.",
        { State: DeliveryStates.Waiting } => "It waits for its turn.",
        { State: DeliveryStates.Making } => $"The file is being made: {Plural.Count(delivery.RowsSoFar ?? 0, "row")} so far.",
        { State: DeliveryStates.Skipped } => Ended(delivery.Reason ?? "Nothing was sent."),
        { MadeAt: null, State: DeliveryStates.Failed, Sharing: not "[]" } => $"Nobody got anything. {delivery.Reason}",
        { MadeAt: null, State: DeliveryStates.Failed } =>
            $"The file could not be made, so nobody got anything. {delivery.Reason}".TrimEnd(),
        _ => $"{Ended(string.Join("; ", Made(delivery, file, zone, now)))} {Shared(delivery)}".TrimEnd(),
    };

    private static string? Shared(DeliveryDetails delivery) => SharedWith.Words(SharedWith.Parse(delivery.Sharing));

    private static IEnumerable<string> Made(DeliveryDetails delivery, DeliveredFile? file, DateTimeZone zone, Instant now)
    {
        yield return file is null
            ? delivery is { Send: SendTo.New, Since: { NobodyNew: true } } ? "Nobody on the list was new" : "No customers matched"
            : string.Join(", ", new[] { Customers(delivery), Collected(file), Link(file, zone, now) }.OfType<string>());
        if (Messages(delivery, file is not null) is { } messages)
        {
            yield return messages;
        }

        if (file is { Lives: true } && Cannot(file) is { } cannot)
        {
            yield return cannot;
        }
    }

    /// <returns>"1 of 3 collected"; null where nobody may.</returns>
    public static string? Collected(DeliveredFile file) => (file.Collected, file.People.Count) switch
    {
        (_, 0) => null,
        (0, 1) => file.Lives ? "not collected yet" : "not collected",
        (0, var all) => $"none of {Plural.Number(all)} collected",
        (1, 1) => "collected",
        var (some, all) when some == all => $"all {Plural.Number(all)} collected",
        var (some, all) => $"{Plural.Number(some)} of {Plural.Number(all)} collected",
    };

    private static string Customers(DeliveryDetails delivery) => Plural.Customers(delivery.RowCount ?? 0, delivery.BookingCount);

    private static string Link(DeliveredFile file, DateTimeZone zone, Instant now)
    {
        var links = file.Kind == "on_demand" ? "kept" : Plural.Word(file.People.Count, "link");
        return file switch
        {
            { RevokedAt: { } at } => $"revoked on {Day(at, zone, now)}",
            { Replaced: true } => $"replaced by a newer file on {Day(file.ExpiresAt, zone, now)}",
            { Lives: true } => $"{links} until {Day(file.ExpiresAt, zone, now)}",
            { Kind: "on_demand" } => $"the file expired on {Day(file.ExpiresAt, zone, now)}",
            _ => $"the {links} expired on {Day(file.ExpiresAt, zone, now)}",
        };
    }

    private static string? Messages(DeliveryDetails delivery, bool hasFile)
    {
        var all = delivery.Messages.Count;
        var failed = delivery.Messages.Where(message => message.State == MessageStates.Failed).ToList();
        var accepted = delivery.Messages.Count(message => message.State == MessageStates.Accepted);
        return (failed.Count, delivery.State) switch
        {
            (_, DeliveryStates.Sending) => $"{Plural.Number(accepted)} of {Plural.Count(all, "message")} sent so far",
            (1, _) => $"the message to {failed[0].Recipient} could not be sent",
            ( > 0, _) when failed.Count == all => "no message could be sent",
            ( > 0, _) => $"{Plural.Number(failed.Count)} of {Plural.Count(all, "message")} could not be sent",
            _ when hasFile => null,
            _ when all == 0 => "nobody is named on Email to",
            _ => $"{Plural.Count(accepted, "person was", "people were")} told so",
        };
    }

    private static string? Cannot(DeliveredFile file)
    {
        var cannot = file.People.Where(person => person.Why is not null).ToList();
        return cannot.Count == 0
            ? null
            : $"{Plural.Number(cannot.Count)} cannot collect: "
                + string.Join(", ", cannot.Take(3).Select(person => $"{person.Address} ({CannotCollectWords.Short(person.Why!)})"))
                + (cannot.Count > 3 ? $" and {Plural.Number(cannot.Count - 3)} more" : "");
    }

    internal static string Day(Instant at, DateTimeZone zone, Instant now)
    {
        var day = at.InZone(zone).Date;
        return day.ToString(day.Year == now.InZone(zone).Year ? "dddd d MMMM" : "dddd d MMMM uuuu", English);
    }

    private static string Ended(string words) => words.EndsWith('.') ? words : words + ".";
}
