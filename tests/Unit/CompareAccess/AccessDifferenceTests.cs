using CustomerListSchedules.Features.CompareAccess;

namespace CustomerListSchedules.Unit.CompareAccess;

public sealed class AccessDifferenceTests
{
    [Fact]
    public void Who_begins_and_who_ceases_to_get_a_list_is_said_with_the_columns_that_are_new_outside()
    {
        var difference = Of(
            Given("Stewards", ["Phone"], Outside("ann@example.org"), Outside("bob@example.org")),
            Given("Stewards", ["Phone", "Email"], Outside("ann@example.org"), Outside("new@example.org"), Staff("jo@example.org")));
        Assert.Equal(
            [
                "new@example.org and jo@example.org begin to get “Stewards”.", "bob@example.org ceases to get “Stewards”.",
                "Email is new to ann@example.org, an address outside.", "Phone and Email are new to new@example.org, an address outside.",
            ],
            AccessWords.Lines(difference));
        Assert.Equal(
            "new@example.org and jo@example.org begin to get “Stewards”; bob@example.org ceases to get “Stewards”; Email is new to "
            + "ann@example.org, an address outside; Phone and Email are new to new@example.org, an address outside.",
            AccessWords.Sentence(difference));
    }

    [Fact]
    public void Nothing_is_said_where_nobodys_access_changes()
    {
        var stewards = Given("Stewards", ["Email"], Outside("ann@example.org"), Staff("jo@example.org"));
        foreach (var after in (GivenAccess[])
        [
            stewards,
            Given("Renamed", ["Email"], Staff("jo@example.org"), Outside("ann@example.org")),
            Given("Stewards", [], Outside("ann@example.org"), Staff("jo@example.org")),
        ])
        {
            Assert.False(Of(stewards, after).Any);
            Assert.Null(AccessWords.Sentence(Of(stewards, after)));
            Assert.True(Of(stewards, after).IsConfirmedBy(null));
        }

        var inside = Given("Inside", [], Staff("jo@example.org"));
        Assert.False(Of(inside, inside with { Contact = ["Email"] }).Any);
    }

    [Fact]
    public void Of_a_split_list_the_values_are_said_and_the_whole_of_it()
    {
        var whole = Given("Sales", [], Staff("ann@example.org"));
        var harbour = Given("Sales", [], Staff("ann@example.org", "Harbour Productions"));
        var both = Given("Sales", [], Staff("ann@example.org", "Harbour Productions"), Staff("ann@example.org", "Lantern"));
        var none = Given("Sales", []);
        Assert.Equal(["ann@example.org begins to get “Sales” for Harbour Productions and Lantern."], Lines(none, both));
        Assert.Equal(["ann@example.org begins to get “Sales” for Lantern."], Lines(harbour, both));
        Assert.Equal(["ann@example.org ceases to get “Sales” for Lantern."], Lines(both, harbour));
        Assert.Equal(["ann@example.org ceases to get “Sales” for Harbour Productions and Lantern."], Lines(both, none));
        Assert.Equal(["ann@example.org begins to get all of “Sales”."], Lines(harbour, whole));
        Assert.Equal(["ann@example.org ceases to get “Sales” but for Harbour Productions."], Lines(whole, harbour));
        Assert.Equal(["ann@example.org begins to get “Sales”."], Lines(none, whole));
        Assert.Equal(["ann@example.org ceases to get “Sales”."], Lines(whole, none));
        Assert.Empty(Lines(both, both));
    }

    [Fact]
    public void A_confirmation_holds_for_what_was_shown_and_for_less_and_not_for_more()
    {
        var (none, ann) = (Given("Stewards", []), Given("Stewards", ["Email"], Outside("ann@example.org")));
        var two = Given("Stewards", ["Email"], Outside("ann@example.org"), Outside("bob@example.org"));
        Assert.True(Of(none, ann).IsConfirmedBy(Of(none, ann).Seen));
        Assert.True(Of(none, ann).IsConfirmedBy(Of(none, two).Seen));
        Assert.False(Of(none, two).IsConfirmedBy(Of(none, ann).Seen));
        Assert.False(Of(none, ann with { Contact = ["Email", "Phone"] }).IsConfirmedBy(Of(none, ann).Seen));
        Assert.False(Of(ann, none).IsConfirmedBy(Of(none, ann).Seen));
        foreach (var seen in (string?[])[null, "", "{}", "null", "[]", "{\"files\":\"many\"}", "yes"])
        {
            Assert.False(Of(none, ann).IsConfirmedBy(seen));
        }
    }

    [Fact]
    public void A_confirmation_holds_for_as_many_customers_and_files_as_were_shown()
    {
        var three = Customers(Counted(3, 1));
        Assert.True(three.IsConfirmedBy(three.Seen));
        Assert.True(Customers(Counted(2, 0)).IsConfirmedBy(three.Seen));
        Assert.False(Customers(Counted(4, 0)).IsConfirmedBy(three.Seen));
        Assert.False(Customers(Counted(0, 2)).IsConfirmedBy(three.Seen));
        Assert.False(Customers(Counted(3, 1) with { To = ["ann@example.org", "bob@example.org"] }).IsConfirmedBy(three.Seen));
        Assert.False(Customers(Counted(3, 1) with { ListId = 8 }).IsConfirmedBy(three.Seen));
        // What was shown uncounted was agreed to whatever it is; what takes too long now stands as it was shown.
        Assert.True(Customers(Counted(9, 9)).IsConfirmedBy(Customers(Counted(0, 0) with { Counts = null }).Seen));
        Assert.True(Customers(Counted(0, 0) with { Counts = null, Problem = "slow" }).IsConfirmedBy(three.Seen));
        var lost = AccessDifference.Of([], [], new AccessLost(1, 2, 0));
        Assert.True(lost.IsConfirmedBy(lost.Seen));
        Assert.False(AccessDifference.Of([], [], new AccessLost(1, 3, 0)).IsConfirmedBy(lost.Seen));
    }

    [Fact]
    public void How_many_customers_more_and_fewer_is_said_with_the_lists_that_could_not_be_counted()
    {
        var difference = Customers(
            Counted(3, 1), Counted(1, 0) with { ListId = 2, ScheduledLists = ["Sales", "Evening sales"] },
            Counted(0, 1200) with { ListId = 3, ScheduledLists = ["Members"] }, Counted(0, 0) with { ListId = 4 },
            Counted(1, 1) with { ListId = 5, To = [] },
            new CustomersChange(6, "Slow", ["Slow"], ["ann@example.org"]) { Problem = "could not be counted within 5 seconds" },
            new CustomersChange(8, "Many", ["Many"], ["ann@example.org"]), new CustomersChange(9, "More", ["More"], ["ann@example.org"]));
        Assert.Equal(
            "3 customers more and 1 fewer in “Stewards”; 1 customer more in 2 scheduled lists; 1,200 customers fewer in “Members”; "
            + "“Slow” could not be counted within 5 seconds; not counted: “Many” and “More”.",
            AccessWords.Sentence(difference));
        Assert.Empty(AccessWords.Lines(difference));
    }

    [Fact]
    public void Of_very_many_addresses_the_sentence_names_the_first()
    {
        var many = Given("Stewards", ["Email"], [.. Enumerable.Range(1, 12).Select(i => Outside($"a{i}@example.org"))]);
        var sentence = AccessWords.Sentence(Of(Given("Stewards", []), many))!;
        Assert.Contains("a10@example.org and 2 more begin to get “Stewards”", sentence, StringComparison.Ordinal);
        Assert.Contains("Email is new to 12 addresses outside", sentence, StringComparison.Ordinal);
        var all = AccessWords.Lines(Of(Given("Stewards", []), many))[0];
        Assert.Contains("a11@example.org and a12@example.org begin", all, StringComparison.Ordinal);
    }

    [Fact]
    public void The_button_that_saves_says_what_it_does()
    {
        var (none, ann) = (Given("Stewards", []), Given("Stewards", [], Outside("ann@example.org")));
        Assert.Equal("Save and give them this", AccessWords.Button(Of(none, ann)));
        Assert.Equal("Save and end their access", AccessWords.Button(Of(ann, none)));
        Assert.Equal("Save and change who is on it", AccessWords.Button(Customers(Counted(1, 0))));
        Assert.Equal("Save these changes", AccessWords.Button(Of(ann, Given("Stewards", [], Outside("bob@example.org")))));
    }

    private static AccessDifference Of(GivenAccess before, GivenAccess after) =>
        AccessDifference.Of([(before, after)], [], AccessLost.None);

    private static AccessDifference Customers(params CustomersChange[] lists) => AccessDifference.Of(lists);

    private static CustomersChange Counted(long more, long fewer) =>
        new(7, "Members", ["Stewards"], ["ann@example.org"]) { Counts = new CustomerCounts(10, 10 + more - fewer, more, fewer) };

    private static IReadOnlyList<string> Lines(GivenAccess before, GivenAccess after) => AccessWords.Lines(Of(before, after));

    private static GivenAccess Given(string name, string[] contact, params GivenTo[] to) => new(name, to, contact);

    private static GivenTo Outside(string address) => new(address, Outside: true);

    private static GivenTo Staff(string address, string? value = null) => new(address, Outside: false, value);
}
