namespace CustomerListSchedules.Drills.DeliverSchedule;

/// <summary>
/// kill -9 in each step of a mailing: everybody gets it exactly once, nothing is left behind, and no log names anybody. Every other moment
/// is drilled by <c>dotnet run -c Release --project tests/Benchmarks -- drills</c>.
/// </summary>
public sealed class MailingDrillTests
{
    [Fact]
    public async Task A_node_killed_once_in_each_step_of_a_mailing_mails_everybody_exactly_once()
    {
        await using var drill = await MailingDrill.StartAsync();
        var node = await drill.StartNodeAsync();
        var wrong = new List<string>();
        foreach (var moment in MailingDrill.OneOfEachStep)
        {
            if (await drill.ProblemAsync(await drill.KillAtAsync(node, moment)) is { } problem)
            {
                wrong.Add($"killed {moment}: {problem}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong) + '\n' + drill.Logs);
        Assert.Equal(0, await drill.LeftBehindAsync());
        Assert.Equal(0, await drill.SentToAllAsync());
        LogsNameNobody(drill);
    }

    [Fact]
    public async Task A_node_killed_between_the_imports_of_a_large_mailing_mails_everybody_exactly_once()
    {
        await using var drill = await MailingDrill.StartAsync();
        var node = await drill.StartNodeAsync();
        Assert.Null(await drill.ProblemAsync(await drill.KillBetweenPagesAsync(node)));
        Assert.Equal(0, await drill.LeftBehindAsync());
        LogsNameNobody(drill);
    }

    [Fact]
    public async Task Two_nodes_one_of_them_killed_send_each_of_many_mailings_once()
    {
        const int count = 8;
        await using var drill = await MailingDrill.StartAsync();
        var first = await drill.StartNodeAsync();
        var second = await drill.StartNodeAsync();
        var mailings = new List<DrilledMailing>();
        for (var i = 0; i < count; i++)
        {
            mailings.Add(await drill.AddMailingAsync());
        }

        await first.Until(async () => await drill.ScalarAsync<long>(
            "select count(*) from mailings where step not in ('members', 'guard', 'copy')") >= 2);
        await second.KillAsync();
        foreach (var mailing in mailings)
        {
            await drill.EndAsync(first, mailing);
            Assert.Null(await drill.ProblemAsync(mailing));
        }

        Assert.Equal(0, await drill.LeftBehindAsync());
        LogsNameNobody(drill);
    }

    private static void LogsNameNobody(MailingDrill drill)
    {
        Assert.NotEmpty(drill.Logs);
        Assert.False(MailingDrill.Named(drill.Logs), "A log names somebody, or the password.");
    }
}
