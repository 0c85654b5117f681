using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>Contact preferences and tags as columns of a file of customers.</summary>
public sealed class LinkColumnsTests(ImportWorld world) : IClassFixture<ImportWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await world.ExecuteAsync("delete from crm.customers; delete from crm.tags; delete from crm.contact_preferences");
        await world.ImportAsync(
            "contact_preferences",
            "Customer Reference,Preference Reference,Preference Name,Answer\n,P1,News by e-mail,\n,P2,Post,\n,P3,Post,\n");
        await world.ImportAsync("tags", "Customer Reference,Tag Reference,Tag Name\n,T1,VIP\n,T2,\"Friends, gold\"\n");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Answers_are_taken_by_the_columns_name_an_empty_one_says_nothing_and_an_unreadable_one_refuses_the_row()
    {
        const string File =
            "External Reference,Last Name,news by E-Mail\nC1,Adams,Yes\nC2,Brown,no\nC3,Clark,\nC4,Davis,perhaps\n";
        var outcome = await world.ImportAsync("customers", File);

        Assert.Equal((3, 1), (outcome.Added, outcome.Refused));
        Assert.Equal((Problems.NotAnswer, "news by E-Mail"), (outcome.Refusals[0].Problem, outcome.Refusals[0].Column));
        Assert.Equal(new Linked("news by E-Mail", 2), Assert.Single(outcome.Linked));
        Assert.Equal(["C1 P1 Yes", "C2 P1 No"], await AnswersAsync());
        var changed = await world.ImportAsync(
            "customers", "External Reference,Last Name,News by e-mail\nC1,Adams,Not asked\nC2,Brown,\nC3,Clark,Yes\n");
        Assert.Equal((0, 3, 2), (changed.Changed, changed.Unchanged, changed.Linked[0].Changes));
        Assert.Equal(["C2 P1 No", "C3 P1 Yes"], await AnswersAsync());
        Assert.Equal(0, (await world.ImportAsync("customers", "External Reference,News by e-mail\nC3,Yes\n")).Linked[0].Changes);
    }

    [Fact]
    public async Task A_column_is_made_a_preference_where_it_is_chosen_so_and_a_name_that_several_have_is_refused()
    {
        var outcome = await world.ImportAsync(
            "customers", "External Reference,OptIn,Post,Letters\nC1,Yes,Yes,No\n",
            settings => settings with { Columns = ["external_reference", LinkColumn.Preference, LinkColumn.Of("P2"), null] });
        Assert.Equal(["OptIn"], outcome.NewNames);
        Assert.Equal(["C1 OptIn Yes", "C1 P2 Yes"], await AnswersAsync());

        var refused = await world.ImportAsync(
            "customers", "External Reference,Post\nC2,Yes\n",
            settings => settings with { Columns = ["external_reference", LinkColumn.Preference] });
        Assert.Equal((0, Problems.SharedName), (refused.Added, Assert.Single(refused.Refusals).Problem));
    }

    [Fact]
    public async Task Tags_are_added_or_replace_those_there_are_and_an_empty_cell_leaves_them()
    {
        var outcome = await world.ImportAsync(
            "customers", "External Reference,Tags\nC1,\"vip; Friends, gold\"\nC2,\"\"\"Walkers\"\",\"\"walkers\"\"\"\nC3,\n");
        Assert.Equal((3, 3), (outcome.Added, outcome.Linked[0].Changes));
        Assert.Equal(["Walkers"], outcome.NewNames);
        Assert.Equal(["C1 T1", "C1 T2", "C2 Walkers"], await TagsAsync());

        const string Second = "External Reference,Tags\nC1,Walkers\nC2,\nC3,VIP\n";
        Assert.Equal(2, (await world.ImportAsync("customers", Second)).Linked[0].Changes);
        Assert.Equal(["C1 T1", "C1 T2", "C1 Walkers", "C2 Walkers", "C3 T1"], await TagsAsync());
        var replaced = await world.ImportAsync("customers", Second, settings => settings with { ReplaceTags = true });
        Assert.Equal(2, replaced.Linked[0].Changes);
        Assert.Equal(["C1 Walkers", "C2 Walkers", "C3 T1"], await TagsAsync());
    }

    [Fact]
    public async Task A_tag_that_cannot_be_told_does_not_cost_the_person()
    {
        await world.ImportAsync("tags", "Customer Reference,Tag Reference,Tag Name\n,T3,Twice\n,T4,Twice\n");
        var file = "External Reference,Tags\nC1,\"VIP, twice\"\nC2," + new string('x', 101) + "\n";
        var outcome = await world.ImportAsync("customers", file);
        Assert.Equal((2, 1), (outcome.Added, outcome.Linked[0].Changes));
        Assert.Equal(
            [(Problems.TooLong(100), 3L), (Problems.SharedName, 2L)],
            outcome.Notices.Select(notice => (notice.Problem, notice.Lines[0])).OrderBy(each => each.Problem));
        Assert.Equal(["C1 T1"], await TagsAsync());
        var refused = await world.ImportAsync("customers", file, settings => settings with { RefuseBadCells = true });
        Assert.Equal(2, refused.Refused);
    }

    [Fact]
    public async Task A_row_that_is_refused_leaves_its_answers_and_tags_as_they_are_and_makes_no_names()
    {
        await world.ImportAsync("customers", "External Reference,News by e-mail,Tags\nC1,Yes,VIP\n");
        var outcome = await world.ImportAsync(
            "customers", "External Reference,News by e-mail,Tags,Birth Date\nC1,No,Other,nonsense\n",
            settings => settings with { RefuseBadCells = true });
        Assert.Equal((1, 0, 0), (outcome.Refused, outcome.Linked[0].Changes, outcome.Linked[1].Changes));
        Assert.Empty(outcome.NewNames);
        Assert.Equal(["C1 P1 Yes"], await AnswersAsync());
        Assert.Equal(["C1 T1"], await TagsAsync());
        Assert.Equal(2, await world.ScalarAsync<long>("select count(*) from crm.tags"));
    }

    private Task<IReadOnlyList<string>> AnswersAsync() => world.LinesAsync(
        "select concat_ws(' ', c.external_reference, p.external_reference, x.answer) from crm.customer_contact_preferences x "
        + "join crm.customers c on c.id = x.customer_id join crm.contact_preferences p on p.id = x.contact_preference_id order by 1");

    private Task<IReadOnlyList<string>> TagsAsync() => world.LinesAsync(
        "select concat_ws(' ', c.external_reference, t.external_reference) from crm.customer_tags x "
        + "join crm.customers c on c.id = x.customer_id join crm.tags t on t.id = x.tag_id order by 1");
}
