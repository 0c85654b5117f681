using CustomerListSchedules.Features.DeliverSchedule.NewSince;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>
/// What it costs to tell who is new: the same list delivered as it is, and compared with its last delivery, in pairs that take turns. Of a
/// hundred customers one is new and one has gone.
/// </summary>
internal static class NewSince
{
    private const string ComeSql =
        "insert into crm.customers (id, external_reference, first_name, created_at) overriding system value "
        + "select m + n, 'NEW ' || n, 'Newcomer ' || n, now() from (select max(id) as m from crm.customers) c, generate_series(1, {0}) n";

    private const string LeaveSql = "delete from crm.customers where external_reference like 'NEW %'";

    public static async Task MeasureAsync(BenchmarkServer server, string database, int rows, int pairs, Figures figures)
    {
        await using var node = await Node.StartAsync(database, server.Scratch);
        var some = Math.Max(1, rows / 100);
        node.Execute(LeaveSql);
        node.Execute(Come(some));
        var plain = await node.AddScheduleAsync("csv");
        var schedules = new List<(string Send, long Schedule)>();
        foreach (var send in new[] { SendTo.Marked, SendTo.New })
        {
            var schedule = await node.AddScheduleAsync("csv");
            node.Execute($"update scheduled_lists set send = '{send}' where schedule_id = {schedule}");
            // The delivery that the others are compared with.
            node.Ask(schedule);
            node.Deliver(rows + some);
            node.CleanUp();
            schedules.Add((send, schedule));
        }

        node.Execute("update delivered_members set delivered = true");
        // Those who were there leave once others have come: they have no number in common.
        node.Execute("update crm.customers set external_reference = 'OLD ' || external_reference where external_reference like 'NEW %'");
        node.Execute(Come(some));
        node.Execute("delete from crm.customers where external_reference like 'OLD NEW %'");
        node.Execute("vacuum analyze crm.customers");
        foreach (var (send, schedule) in schedules)
        {
            List<double> whole = [], ours = [], seconds = [];
            for (var pair = 0; pair <= pairs; pair++)
            {
                var without = Deliver(plain, rows + some);
                var with = Deliver(schedule, send == SendTo.New ? some : rows + some);
                whole.Add((with.Ours + with.Servers) / (without.Ours + without.Servers));
                ours.Add(with.Ours / without.Ours);
                seconds.Add(without.Ours + without.Servers);
            }

            var name = send == SendTo.Marked ? "marked" : "new";
            Figures.Line(
                $"Send: {name}, processor time against everyone's {Median(seconds):0.00} s", $"{Median(whole):0.000}",
                $"{Median(ours):0.000} without the database");
            figures.Add($"new_since_{name}_vs_everyone", Median(whole));
            figures.Add($"new_since_{name}_vs_everyone_without_database", Median(ours));
        }

        node.Execute(LeaveSql);

        (double Ours, double Servers) Deliver(long schedule, long expected)
        {
            node.Ask(schedule);
            var time = ProcessorTime.Of(server.Folder, () => node.Deliver(expected));
            node.CleanUp();
            node.Execute("delete from delivered_members where not delivered");
            return time;
        }

        static string Come(int many) => string.Format(System.Globalization.CultureInfo.InvariantCulture, ComeSql, many);

        static double Median(List<double> values) => Timing.Median([.. values.Skip(1)]);
    }
}
