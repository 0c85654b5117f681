using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>"This file is complete" retires what the file lacks, and never by accident.</summary>
public sealed class CompleteFileTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    private static ImportSettings Complete(ImportSettings settings) => settings with { Complete = true };

    [Fact]
    public async Task What_a_complete_file_lacks_is_named_agreed_to_and_retired()
    {
        await FreshAsync();
        var import = await world.CheckAsync(
            await world.UploadAsync("customers", "External Reference,First Name\nC1,Ada\nC2,Grace\nC4,New\n"), Complete);
        var outcome = import.Outcome!;
        Assert.Equal((1, 0, 2, 1, 3), (outcome.Added, outcome.Changed, outcome.Unchanged, outcome.Missing, outcome.Before));
        Assert.Equal([new GoesWith("bookings", 1)], outcome.With);

        foreach (var typed in new long?[] { null, 0, 2 })
        {
            Assert.Equal(
                new ImportChange.NotConfirmed(),
                await world.SendAsync(new StartImport(import.Id, import.Version, typed, ImportWorld.Somebody)));
        }

        var imported = await world.StartAsync(import, 1);
        Assert.Equal(("imported", 1), (imported.State, imported.Outcome!.Missing));
        Assert.Equal(["C1", "C2", "C4"], await ReferencesAsync());
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from crm.bookings"));
    }

    [Fact]
    public async Task A_refused_row_is_not_missing()
    {
        await FreshAsync();
        var outcome = await world.ImportAsync(
            "customers", "External Reference,First Name,Birth Date\nC1,Ada,\nC2,Grace,never\nC3,Mary,\n",
            settings => Complete(settings) with { RefuseBadCells = true });
        Assert.Equal((0, 1), (outcome.Missing, outcome.Refused));
        Assert.Equal(["C1", "C2", "C3"], await ReferencesAsync());
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_at_all_retires_nobody()
    {
        await FreshAsync();
        var outcome = await world.ImportAsync("customers", "External Reference,First Name\nC1,Ada\n\"C2,Grace\n", Complete);
        Assert.Equal(0, outcome.Missing);
        Assert.Contains("nothing is retired", outcome.NotRetired, StringComparison.Ordinal);
        Assert.Equal(3, await world.ScalarAsync<long>("select count(*) from crm.customers"));
    }

    [Theory]
    [InlineData("External Reference,First Name\n")]
    [InlineData("External Reference,First Name\n,Ada\n")]
    public async Task A_file_without_a_row_that_can_be_used_retires_nobody(string file)
    {
        await FreshAsync();
        var outcome = await world.ImportAsync("customers", file, Complete);
        Assert.Equal(0, outcome.Missing);
        Assert.NotNull(outcome.NotRetired);
        Assert.Equal(3, await world.ScalarAsync<long>("select count(*) from crm.customers"));
    }

    [Fact]
    public async Task More_to_retire_than_was_agreed_to_imports_nothing()
    {
        await FreshAsync();
        var import = await world.CheckAsync(
            await world.UploadAsync("customers", "External Reference,First Name\nC1,Changed\nC2,Grace\n"), Complete);
        await world.ExecuteAsync("insert into crm.customers (external_reference, created_at) values ('C9', now())");
        var failed = await world.StartAsync(import, 1);
        Assert.Equal("failed", failed.State);
        Assert.Contains("would now retire 2, and 1 were agreed to", failed.Reason, StringComparison.Ordinal);
        Assert.Equal("Ada", await world.ScalarAsync<string>("select first_name from crm.customers where external_reference = 'C1'"));
    }

    [Fact]
    public async Task Events_that_still_have_instances_are_kept_and_counted()
    {
        await FreshAsync();
        await world.ExecuteAsync("insert into crm.events (external_reference, name) values ('E2', 'Without')");
        var outcome = await world.ImportAsync("events", "External Reference,Name\nE3,New\n", Complete);
        Assert.Equal((1, 1, 1, "instances"), (outcome.Added, outcome.Missing, outcome.Kept, outcome.KeptFor));
        Assert.Equal(["E1", "E3"], await world.LinesAsync("select external_reference from crm.events order by 1"));
    }

    [Fact]
    public async Task A_complete_file_of_tags_takes_from_customers_those_that_it_does_not_give_them()
    {
        await FreshAsync();
        await world.ImportAsync("tags", "Customer,Tag\nC1,Friend\nC2,Friend\nC2,Press\n");
        var outcome = await world.ImportAsync("tags", "Customer,Tag\nC1,Friend\nC3,Friend\n", Complete);
        Assert.Equal((1, 1, 2), (outcome.Added, outcome.Unchanged, outcome.Missing));
        Assert.Equal(["C1 Friend", "C3 Friend"], await world.LinesAsync(
            "select c.external_reference || ' ' || t.name from crm.customer_tags l join crm.customers c on c.id = l.customer_id "
            + "join crm.tags t on t.id = l.tag_id order by 1"));
    }

    private Task<IReadOnlyList<string>> ReferencesAsync() => world.LinesAsync("select external_reference from crm.customers order by 1");

    private async Task FreshAsync()
    {
        await world.ExecuteAsync("truncate crm.customers, crm.events, crm.tags cascade");
        await world.ImportAsync("customers", "External Reference,First Name\nC1,Ada\nC2,Grace\nC3,Mary\n");
        await world.ImportAsync("events", "External Reference,Name\nE1,Play\n");
        await world.ImportAsync("instances", "External Reference,Event Reference,Starts\nI1,E1,2026-12-12 19:30\n");
        await world.ImportAsync(
            "bookings",
            "External Reference,Customer Reference,Instance Reference,Booked,Tickets,Amount,Status\nB3,C3,I1,2026-01-05,2,1,Confirmed\n");
    }
}
