using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Unit.BuildCustomerList;

public sealed class DraftTests
{
    private static readonly ListDefinition Two = ListDefinition.Everyone
        .Add(new Place(false, 0), Segment("A")).Add(new Place(false, 0), Segment("B")).Add(new Place(false, 1), Segment("C"));

    [Fact]
    public void A_segment_added_behind_the_last_area_makes_a_new_one() => Assert.Equal("A B | C", MainFilter(Two));

    [Fact]
    public void A_segment_moved_to_another_area_stands_where_it_was_dropped() =>
        Assert.Equal("B | A C", MainFilter(Two.Move(Place.Parse("main.0.0")!, Place.Parse("main.1.0")!)));

    [Fact]
    public void An_area_whose_last_segment_is_moved_away_is_gone() =>
        Assert.Equal("A B C", MainFilter(Two.Move(Place.Parse("main.1.0")!, Place.Parse("main.0")!)));

    [Fact]
    public void A_segment_moved_within_its_area_changes_its_place() =>
        Assert.Equal("B A | C", MainFilter(Two.Move(Place.Parse("main.0.0")!, Place.Parse("main.0.1")!)));

    [Fact]
    public void A_segment_can_be_moved_to_the_other_filter()
    {
        var moved = Two.Move(Place.Parse("main.0.1")!, Place.Parse("pre.0")!);
        Assert.Equal("A | C", MainFilter(moved));
        Assert.Equal("B", Names(moved.PreFilter));
    }

    [Fact]
    public void Removing_the_last_criterion_of_a_segment_removes_the_segment()
    {
        var both = Two.Put(Place.Parse("main.1.0")!, new EmailCriterion(true));
        Assert.Equal(2, ((LocalSegment)both.SegmentAt(Place.Parse("main.1.0")!)!).Definition.Criteria.Count);
        var one = both.Remove(Place.Parse("main.1.0.0")!);
        Assert.IsType<EmailCriterion>(one.CriterionAt(Place.Parse("main.1.0.0")!));
        Assert.Equal("A B", MainFilter(one.Remove(Place.Parse("main.1.0.0")!)));
    }

    [Theory]
    [InlineData("main.9.0")]
    [InlineData("main.0.7")]
    [InlineData("pre.0.0")]
    public void A_place_that_is_not_there_leaves_the_definition_as_it_is(string place)
    {
        var at = Place.Parse(place)!;
        Assert.Equal(
            "A B | C",
            MainFilter(Two.Remove(at).Not(at).Joined(at, Join.Or).Renamed(
                at, "X").Move(at, new Place(true, 0)).Put(at, new EmailCriterion(true))));
    }

    [Theory]
    [InlineData("main")]
    [InlineData("other.0")]
    [InlineData("main.-1")]
    [InlineData("main.0.0.0.0")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_a_place_is_none(string? text) => Assert.Null(Place.Parse(text));

    private static LocalSegment Segment(string name) => new(name, SegmentDefinition.Of(new TownCriterion([name])));

    private static string MainFilter(ListDefinition list) => Names(list.MainFilter);

    private static string Names(Filter filter) =>
        string.Join(" | ", filter.Areas.Select(area => string.Join(' ', area.Segments.Select(segment => ((LocalSegment)segment).Name))));
}
