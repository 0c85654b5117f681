using CustomerListSchedules.Features.Shared.OutputColumns;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerListSchedules.Unit.Shared;

public sealed class OutputInputTests
{
    private static readonly OutputChoice[] Catalogue =
    [
        new("name", "Name", "Customer", true), new("email", "Email", "Contact", true),
        new("preference:7", "Post", "Contact", false), new("town", "Town", "Address", true),
    ];

    [Theory]
    [InlineData("add:town", "name,email,town", "name:ascending", "Town added to Output Columns, 3 of 3.")]
    [InlineData("add:preference:7", "name,email,preference:7", "name:ascending", "Post added to Output Columns, 3 of 3.")]
    [InlineData("add:name", "name,email", "name:ascending", "Name is in Output Columns already.")]
    [InlineData("remove:email", "name", "name:ascending", "Email removed from Output Columns.")]
    [InlineData("remove:name", "email", "", "Name removed from Output Columns and Sort By.")]
    [InlineData("down:name", "email,name", "name:ascending", "Name moved to 2 of 2.")]
    [InlineData("up:name", "name,email", "name:ascending", "Name is first already.")]
    [InlineData("sort:email", "name,email", "name:ascending,email:ascending", "Email added to Sort By, 2 of 2.")]
    [InlineData("sort:name", "name,email", "name:descending", "Name is sorted descending.")]
    [InlineData("flip:name", "name,email", "name:descending", "Name is sorted descending.")]
    [InlineData("flip:email", "name,email", "name:ascending", "")]
    [InlineData("unsort:name", "name,email", "", "Name removed from Sort By.")]
    [InlineData("sort:town", "name,email", "name:ascending", "")]
    [InlineData("add:elsewhere", "name,email", "name:ascending", "")]
    [InlineData("nonsense", "name,email", "name:ascending", "")]
    public void A_button_does_what_it_says_and_says_so(string pressed, string columns, string sort, string said)
    {
        var output = OutputInput.From(["name", "email"], [("name", false)]);
        output.Do = pressed;
        output.Arrange(Catalogue);
        Assert.Equal(columns, string.Join(',', output.Columns));
        Assert.Equal(sort, string.Join(',', output.SortBy));
        Assert.Equal(said, output.Said);
    }

    [Fact]
    public void The_arrow_of_a_column_goes_from_none_to_ascending_to_descending_and_back_to_none()
    {
        var output = OutputInput.From(["name", "email"], [("name", false)]);
        foreach (var sort in new[] { "name:ascending,email:ascending", "name:ascending,email:descending", "name:ascending" })
        {
            output.Do = "sort:email";
            output.Arrange(Catalogue);
            Assert.Equal(sort, string.Join(',', output.SortBy));
            Assert.Equal("sort:email", output.Focus);
        }
    }

    [Fact]
    public void An_arrow_has_the_number_of_its_place_where_several_are_sorted_by()
    {
        var editor = new OutputEditor(Catalogue, OutputInput.From(["name", "email", "town"], [("town", true), ("name", false)]));
        Assert.Equal(
            [("name", "ascending", "2"), ("email", null, null), ("town", "descending", "1")],
            editor.Columns().Select(item => (item.Key, item.Order, item.Number)));
        Assert.Equal(", descending, 1 of 2", editor.Columns().Last().OrderWords);
        var one = new OutputEditor(Catalogue, OutputInput.From(["name"], [("name", true)]));
        Assert.Equal((", descending", null), (one.Columns().Single().OrderWords, one.Columns().Single().Number));
    }

    [Fact]
    public void A_sort_keeps_its_direction_when_it_moves()
    {
        var output = OutputInput.From(["name", "email"], [("name", false), ("email", true)]);
        output.Do = "sort-up:email";
        output.Arrange(Catalogue);
        Assert.Equal([("email", true), ("name", false)], output.Sort());
    }

    [Fact]
    public void After_a_removal_the_focus_is_on_the_nearest_button_still_there()
    {
        var output = OutputInput.From(["name", "email"], []);
        output.Do = "remove:email";
        output.Arrange(Catalogue);
        Assert.Equal("remove:name", output.Focus);
        output.Do = "remove:name";
        output.Arrange(Catalogue);
        Assert.Equal("add:name", output.Focus);
    }

    [Fact]
    public void Nothing_chosen_and_a_column_that_is_gone_are_refused()
    {
        Assert.NotNull(new OutputInput().Problem(Catalogue));
        Assert.NotNull(OutputInput.From(["name", "gone"], []).Problem(Catalogue));
        Assert.Null(OutputInput.From(["name"], []).Problem(Catalogue));
    }

    [Fact]
    public void Whatever_is_pressed_each_column_stays_once_and_every_sort_is_a_column()
    {
        string[] verbs = ["add", "remove", "up", "down", "sort", "unsort", "flip", "sort-up", "sort-down"];
        var presses =
            from verb in Gen.Elements(verbs)
            from choice in Gen.Elements(Catalogue)
            select $"{verb}:{choice.Key}";
        Prop.ForAll(presses.ListOf().ToArbitrary(), pressed =>
        {
            var output = new OutputInput();
            foreach (var press in pressed)
            {
                output.Do = press;
                output.Arrange(Catalogue);
                Assert.Equal(output.Columns.Distinct(), output.Columns);
                Assert.Equal(output.SortBy.Count, output.Sort().Count);
            }
        }).QuickCheckThrowOnFailure();
    }
}
