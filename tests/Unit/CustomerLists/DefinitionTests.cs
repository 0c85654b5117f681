using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using NodaTime;

namespace CustomerListSchedules.Unit.CustomerLists;

public sealed class DefinitionTests
{
    private const string Nobody = """{"preFilter":{"areas":[]},"mainFilter":{"areas":[]}}""";

    [Fact]
    public void A_stored_definition_is_read_back_as_it_was_whatever_order_the_database_keeps_its_keys_in()
    {
        const string stored =
            """
            {"preFilter": {"areas": []}, "mainFilter": {"areas": [{"segments": [{"not": true, "name": "Near", "definition":
              {"join": "or", "criteria": [{"towns": ["Oxford"], "kind": "town"},
                {"date": {"from": "2026-03-01", "kind": "after"}, "kind": "created"}]}, "kind": "local"}]}]}}
            """;
        var definition = ListDefinition.Parse(stored);
        var segment = Assert.IsType<LocalSegment>(Assert.Single(definition.Segments));
        Assert.True(segment.Not);
        Assert.Equal(Join.Or, segment.Definition.Join);
        Assert.Equal(
            new DateMetric(DateMetricKind.After, From: new LocalDate(2026, 3, 1)),
            Assert.IsType<CreatedCriterion>(segment.Definition.Criteria[1]).Date);
        Assert.Equal(definition.ToJson(), ListDefinition.Parse(definition.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"preFilter":{"areas":[]}}""")]
    [InlineData("""{"preFilter":{"areas":[]},"mainFilter":null}""")]
    [InlineData("""{"preFilter":{"areas":[]},"mainFilter":{"areas":[]},"postFilter":{"areas":[]}}""")]
    [InlineData("""{"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[{"kind":"regional","not":false}]}]}}""")]
    public void Anything_unknown_or_missing_is_refused_rather_than_read_as_everyone(string json) =>
        Assert.Throws<DefinitionException>(() => ListDefinition.Parse(json));

    [Theory]
    [InlineData("""{"kind":"vote","party":"x"}""")]
    [InlineData("""{"kind":"town"}""")]
    [InlineData("""{"kind":"town","towns":[]}""")]
    [InlineData("""{"kind":"town","towns":[" "]}""")]
    [InlineData("""{"kind":"email","present":"yes"}""")]
    [InlineData("""{"kind":"email","present":true,"verified":true}""")]
    [InlineData("""{"kind":"created","date":{"kind":"lastDays"}}""")]
    [InlineData("""{"kind":"created","date":{"kind":"lastDays","days":0}}""")]
    [InlineData("""{"kind":"created","date":{"kind":"lastFortnight"}}""")]
    [InlineData("""{"kind":"created","date":{"kind":15,"days":3}}""")]
    [InlineData("""{"kind":"created","date":{"kind":"between","from":"2026-02-02","to":"2026-02-01"}}""")]
    [InlineData("""{"kind":"birthday","date":{"kind":"before","from":"2026-02-02"}}""")]
    [InlineData("""{"kind":"booking","statuses":["paid"]}""")]
    [InlineData("""{"kind":"booking","numberAtLeast":0}""")]
    [InlineData("""{"kind":"booking","amountAtLeast":1.005}""")]
    [InlineData("""{"kind":"name","field":"name","match":"matches","text":"a"}""")]
    public void A_criterion_that_is_not_whole_is_refused(string criterion) =>
        Assert.Throws<DefinitionException>(() => ListDefinition.Parse(With(criterion)));

    [Fact]
    public void A_segment_without_criteria_is_refused_by_its_name() =>
        Assert.Contains(
            "\"Near\"", Assert.Throws<DefinitionException>(() => ListDefinition.Parse(With(""))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_list_whose_global_segment_is_gone_says_so()
    {
        var snapshot = new ListSnapshot(
            new ListDefinition(Filter.Empty, new Filter([new Area([new GlobalSegment(7)])])), new Dictionary<string, SegmentSnapshot>(),
            ["name"], []);
        var e = Assert.Throws<DefinitionException>(() => ListCompiler.Compile(snapshot, OutputCatalogue.With([]), Clock));
        Assert.Contains("global segment", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_gone_is_named()
    {
        var snapshot = new ListSnapshot(
            ListDefinition.Parse(Nobody), new Dictionary<string, SegmentSnapshot>(), ["contact_preference_9"], []);
        var e = Assert.Throws<DefinitionException>(() => ListCompiler.Compile(snapshot, OutputCatalogue.With([]), Clock));
        Assert.Contains("contact_preference_9", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_typed_only_ever_becomes_a_parameter()
    {
        const string typed = "'); drop table crm.customers; --";
        Criterion[] criteria =
        [
            new NameCriterion(NameField.LastName, TextMatch.Contains, typed), new TownCriterion([typed]), new PostcodeCriterion([typed]),
            new CountryCriterion([typed]),
            new BookingCriterion { Producers = [typed] }, new DonationCriterion { Funds = [typed], Campaigns = [typed], NumberAtLeast = 2 },
            new MembershipCriterion { Schemes = [typed] }, new MailingCriterion { Categories = [typed] },
        ];
        var list = new ListDefinition(
            Filter.Empty, new Filter([new Area([new LocalSegment(typed, new SegmentDefinition(Join.And, criteria))])]));
        var compiled = ListCompiler.Compile(
            new ListSnapshot(list, new Dictionary<string, SegmentSnapshot>(), ["name"], []), OutputCatalogue.With([new Choice(1, typed)]),
            Clock);
        Assert.DoesNotContain("drop table", compiled.RowsSql + compiled.CountSql + compiled.PreviewSql, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(compiled.Parameters.Values, value => value is string text && text.Contains("drop table", StringComparison.Ordinal));
    }

    [Fact]
    public void Contact_columns_are_how_a_customer_is_reached_and_what_a_booking_notes()
    {
        var catalogue = OutputCatalogue.With([new Choice(1, "News")]);
        Assert.Equal(
            [
                "email", "postcode", "phone", "town", "mobile", "address_line_1", "address_line_2", "address_line_3", "county", "country",
                "address", "birth_date", "matched_notes",
            ],
            catalogue.Columns.Where(column => column.IsContact).Select(column => column.Key));
        Assert.Equal(["phone", "email"], catalogue.ContactAmong(["name", "phone", "gone", "email"]).Select(column => column.Key));
    }

    [Fact]
    public void The_catalogue_has_at_least_forty_columns_with_labels_and_keys_of_their_own()
    {
        var columns = OutputCatalogue.With([new Choice(1, "News"), new Choice(2, "News")]).Columns;
        Assert.True(columns.Count >= 40, $"{columns.Count}");
        Assert.Equal(columns.Count, columns.Select(column => column.Label).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(columns.Count, columns.Select(column => column.Key).Distinct().Count());
        Assert.Equal(
            ["Name", "First Name", "Last Name", "Email", "Postcode", "Phone", "Customer ID", "Town"],
            columns.Where(column => column.CommonlyUsed).Select(column => column.Label));
    }

    private static readonly DateMetricClock Clock = new(Instant.FromUtc(2026, 11, 18, 12, 0), DateTimeZone.Utc);

    private static string With(string criterion) =>
        $$$"""
        {"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[
          {"kind":"local","name":"Near","not":false,"definition":{"join":"and","criteria":[{{{criterion}}}]}}]}]}}
        """;
}
