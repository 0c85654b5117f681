using CustomerListSchedules.Features.AddIntegratedEmail;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using NodaTime;

namespace CustomerListSchedules.Unit.AddIntegratedEmail;

public sealed class RepeatCheckTests
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];
    private static readonly LocalDate Monday = new(2026, 11, 23);

    [Theory]
    [InlineData(DateMetricKind.Yesterday, null, 1, false)]
    [InlineData(DateMetricKind.LastDays, 1, 1, false)]
    [InlineData(DateMetricKind.LastDays, 2, 1, true)]
    [InlineData(DateMetricKind.LastDays, 7, 7, false)]
    [InlineData(DateMetricKind.LastDays, 8, 7, true)]
    [InlineData(DateMetricKind.LastWeek, null, 7, false)]
    [InlineData(DateMetricKind.LastWeek, null, 1, true)]
    [InlineData(DateMetricKind.ThisMonth, null, 7, true)]
    public void People_are_mailed_again_when_the_days_of_two_runs_overlap(DateMetricKind kind, int? days, int interval, bool again) =>
        Assert.Equal(again, Again(List(Donated(new DateMetric(kind, days))), interval));

    [Fact]
    public void A_calendar_month_is_not_longer_than_a_monthly_interval()
    {
        var list = List(Donated(new DateMetric(DateMetricKind.LastMonth)));
        Assert.False(RepeatCheck.Repeats(list, null, Clock(new LocalDate(2027, 2, 1)), Clock(new LocalDate(2027, 3, 1))));
    }

    [Fact]
    public void Without_a_date_metric_everybody_is_mailed_again() =>
        Assert.True(Again(List(new AreaSegment[] { Local(new EmailCriterion(true)) }), 30));

    [Fact]
    public void One_area_without_dates_is_enough_and_one_segment_with_dates_is_too()
    {
        var dated = Donated(new DateMetric(DateMetricKind.Yesterday));
        var undated = Local(new EmailCriterion(true));
        Assert.False(Again(List([dated, undated]), 1));
        Assert.True(Again(List([dated], [undated]), 1));
    }

    [Fact]
    public void Leaving_out_those_who_have_had_it_is_enough()
    {
        AreaSegment NotMailed(string category, int days) =>
            Local(new MailingCriterion
            {
                Categories = [category],
                Date = new DateMetric(DateMetricKind.LastDays, days),
            }) with
            { Not = true };
        Assert.False(Again(List([NotMailed("Fundraising", 30)]), 7));
        Assert.True(Again(List([NotMailed("What's On", 30)]), 7));
        Assert.True(Again(List([NotMailed("Fundraising", 3)]), 7));
    }

    [Fact]
    public void Everybody_is_asked_for_a_contact_preference_only_when_no_way_onto_the_list_is_without()
    {
        var yes = Local(new ContactPreferenceCriterion(new Choice(1, "E-mail"), [ContactAnswer.Yes]));
        var email = Local(new EmailCriterion(true));
        Assert.True(RepeatCheck.AsksContactPreference(List([yes, email])));
        Assert.False(RepeatCheck.AsksContactPreference(List([yes], [email])));
        Assert.True(RepeatCheck.AsksContactPreference(List([yes], [yes, email])));
        Assert.False(RepeatCheck.AsksContactPreference(List([email])));
        Assert.False(RepeatCheck.AsksContactPreference(new ListSnapshot(
            ListDefinition.Everyone, new Dictionary<string, SegmentSnapshot>(), [], [])));
    }

    private static bool Again(ListSnapshot list, int interval) =>
        RepeatCheck.Repeats(list, "Fundraising", Clock(Monday), Clock(Monday.PlusDays(interval)));

    private static DateMetricClock Clock(LocalDate date) => new(London.AtLeniently(date + new LocalTime(7, 0)).ToInstant(), London);

    private static LocalSegment Donated(DateMetric date) => Local(new DonationCriterion { Date = date });

    private static LocalSegment Local(Criterion criterion) => new("Segment", SegmentDefinition.Of(criterion));

    private static ListSnapshot List(AreaSegment segment) => List([segment]);

    private static ListSnapshot List(params AreaSegment[][] areas) => new(
        new ListDefinition(Filter.Empty, new Filter([.. areas.Select(area => new Area(area))])), new Dictionary<string, SegmentSnapshot>(),
        [], []);
}
