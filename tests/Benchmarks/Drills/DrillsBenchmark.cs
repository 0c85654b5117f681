using CustomerListSchedules.Drills.DeliverSchedule;

namespace CustomerListSchedules.Benchmarks.Drills;

/// <summary>
/// Kills the application (kill -9) at five moments of a burst of 200 due schedules and five times at every moment of a mailing, restarts
/// it and counts what came of them; two nodes share a burst of 500.
/// </summary>
internal sealed class DrillsBenchmark : IBenchmark
{
    private const int Schedules = 200;
    private const int Kills = 5;

    public string Verb => "drills";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var lost = 0;
        var mostDoubled = 0;
        foreach (var (moment, reached) in DeliveryBurst.Moments)
        {
            await using var burst = await DeliveryBurst.StartAsync();
            var node = await burst.StartNodeAsync();
            await burst.AddSchedulesAsync(Schedules);
            await node.Until(async () => await burst.CountAsync(reached) >= 1);
            await node.KillAsync();
            var delivered = await burst.CountAsync("select count(*) from runs where state = 'delivered'");
            await node.RestartAsync();
            await node.Until(async () => await burst.CountAsync("select count(*) from runs where state = 'delivered'") == Schedules);

            var runs = await burst.CountAsync("select count(*) from runs");
            var mails = burst.Mails();
            var recipients = mails.Select(mail => mail.Recipient).Distinct().Count();
            var identities = mails.Select(mail => (mail.MessageId, mail.Link)).Distinct().Count();
            var doubled = mails.Count - recipients;
            Console.WriteLine(
                $"killed {moment,-26} {delivered,3} delivered before; after: {runs} runs, {recipients} recipients, {identities} "
                + $"Message-IDs and links, {doubled} doubled");
            lost += Schedules - recipients + Math.Abs(Schedules - (int)runs) + Math.Abs(Schedules - identities);
            mostDoubled = Math.Max(mostDoubled, doubled);
        }

        figures.Add("drills_lost", lost);
        figures.Add("drills_most_doubled", mostDoubled);
        figures.Add("drills_senders", DeliveryBurst.Senders);
        if (lost > 0 || mostDoubled > DeliveryBurst.Senders)
        {
            throw new InvalidOperationException("A drill lost or doubled more than it may.");
        }

        await ShareBurstAsync(figures);
        await DrillMailingsAsync(figures);
    }

    /// <summary>Two nodes on one database make 500 runs of 500 schedules due together.</summary>
    private static async Task ShareBurstAsync(Figures figures)
    {
        const int Shared = 500;
        await using var burst = await DeliveryBurst.StartAsync();
        var first = await burst.StartNodeAsync();
        await burst.StartNodeAsync();
        await burst.AddSchedulesAsync(Shared);
        await first.Until(async () => await burst.CountAsync("select count(*) from runs where state = 'delivered'") == Shared);
        var (runs, mails) = (await burst.CountAsync("select count(*) from runs"), burst.Mails().Count);
        Console.WriteLine($"two nodes, {Shared} schedules due together: {runs} runs, {mails} mails");
        figures.Add("drills_shared_runs", runs);
        figures.Add("drills_shared_mails", mails);
        if (runs != Shared || mails != Shared)
        {
            throw new InvalidOperationException("Two nodes did not make one run and one mail of each schedule.");
        }
    }

    /// <summary>
    /// Kills the application five times at every moment of a mailing: nobody may be missed or mailed twice, and nothing may be left behind.
    /// </summary>
    private static async Task DrillMailingsAsync(Figures figures)
    {
        await using var drill = await MailingDrill.StartAsync();
        var node = await drill.StartNodeAsync();
        var wrong = 0;
        foreach (var moment in MailingDrill.Moments)
        {
            for (var i = 0; i < Kills; i++)
            {
                var problem = await drill.ProblemAsync(await drill.KillAtAsync(node, moment));
                wrong += problem is null ? 0 : 1;
                Console.WriteLine($"mailing killed {moment}: {problem ?? "everybody once"}");
            }
        }

        for (var i = 0; i < Kills; i++)
        {
            var problem = await drill.ProblemAsync(await drill.KillBetweenPagesAsync(node));
            wrong += problem is null ? 0 : 1;
            Console.WriteLine($"mailing killed between two of its imports: {problem ?? "everybody once"}");
        }

        var leftBehind = await drill.LeftBehindAsync();
        var toAll = await drill.SentToAllAsync();
        var named = MailingDrill.Named(drill.Logs);
        figures.Add("mailing_drills", (MailingDrill.Moments.Count + 1) * Kills);
        figures.Add("mailing_drills_wrong", wrong);
        figures.Add("mailing_drills_left_behind", leftBehind);
        figures.Add("mailing_drills_sent_to_all_contacts", toAll);
        if (wrong > 0 || leftBehind > 0 || toAll > 0 || named)
        {
            throw new InvalidOperationException(
                "A mailing was not sent to everybody exactly once, or left something behind, or a log names somebody.");
        }
    }
}
