using System.Text.RegularExpressions;
using CustomerListSchedules.Infrastructure;
using CustomerListSchedules.Unit.Architecture;

namespace CustomerListSchedules.Unit.Documentation;

/// <summary>What a page or a comment refers to is there, and pages say what the code and the database do.</summary>
public sealed partial class DocumentationTests
{
    private const string HowItIsBuilt = "docs/how-it-is-built.md";
    private const string WhatItDoes = "docs/what-it-does.md";
    private const string States = "docs/states.md";

    [Fact]
    public void Every_link_of_a_page_leads_to_a_file_and_a_heading() =>
        House.AssertNone(Papers.Pages.SelectMany(page => Papers.DeadLinks(page.Path, page.Text)));

    [Fact]
    public void Every_path_that_a_page_names_is_there() =>
        House.AssertNone(Papers.Pages.SelectMany(page => Papers.LostPaths(page.Path, page.Text)));

    [Fact]
    public void Every_path_and_page_that_a_comment_names_is_there() =>
        House.AssertNone(Papers.Files.SelectMany(file => Papers.LostInComments(file.Path, file.Text)));

    [Fact]
    public void Every_type_and_member_that_a_page_names_is_there() =>
        House.AssertNone(Papers.Pages.Where(page => ForMaintainers(page.Path)).SelectMany(page => Papers.LostNames(page.Path, page.Text)));

    [Fact]
    public void Nothing_mentions_a_paper_that_is_not_in_the_repository() =>
        House.AssertNone(Papers.Pages.Concat(Papers.Files).SelectMany(file => Papers.AbsentPapers(file.Path, file.Text)));

    [Theory]
    [InlineData(HowItIsBuilt)]
    [InlineData(WhatItDoes)]
    public void Every_route_that_these_pages_name_is_a_pages_route(string page) =>
        House.AssertNone(Papers.LostRoutes(page, Papers.Page(page)));

    [Fact]
    public void Every_setting_that_is_read_is_described_and_every_described_one_is_read()
    {
        var described = Papers.DescribedSettings(Papers.Page("docs/configuration.md"));
        var read = Papers.ReadSettings();
        Assert.NotEmpty(read);
        House.AssertNone(read.Except(described));

        // The first is ASP.NET Core's; the second stands for all sample data and is read by its bare name.
        Assert.Equal(["SampleData", "Urls"], described.Except(read).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_pictured_house_has_each_folder_of_Features_and_the_floors_that_are_kept()
    {
        var page = Papers.Page(HowItIsBuilt);
        var folders = Directory.GetDirectories(Path.Combine(House.Root, "Features"));
        var slices = folders.Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        var pictured = Slice().Matches(Pictured().Match(page).Value).Select(match => match.Groups[1].Value);
        Assert.Equal(slices, pictured.Except(["Features", "Infrastructure", "Migrations", "Styles"]).Order(StringComparer.Ordinal));
        Assert.Equal(FloorTests.Floors.Select(floor => string.Join(", ", floor)), Floor().Matches(page).Select(row => row.Groups[1].Value));
    }

    [Theory]
    [InlineData("Run", "runs.state")]
    [InlineData("Delivery", "deliveries.state")]
    [InlineData("Message", "messages.state")]
    [InlineData("Mailing", "mailings.state", "mailings.step")]
    [InlineData("Import", "data_imports.state")]
    [InlineData("Export", "list_exports.state")]
    [InlineData("Count", "list_counts.state")]
    [InlineData("Notice", "notices.state")]
    public void A_section_of_states_lists_and_draws_what_the_database_allows(string heading, params string[] columns)
    {
        var section = Papers.Section(Papers.Page(States), heading);
        Assert.All(columns, column => Assert.Contains($"`{column}`", section, StringComparison.Ordinal));
        var allowed = columns.Select(column => Papers.AllowedStates(column.Split('.')[0], column.Split('.')[1])).ToList();
        Assert.All(allowed, Assert.NotEmpty);
        var listed = Papers.FirstCells(section).Order(StringComparer.Ordinal);
        Assert.Equal(allowed.SelectMany(states => states).Order(StringComparer.Ordinal), listed);
        Assert.Equal(allowed[0].Order(StringComparer.Ordinal), Papers.Drawn(section).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void README_is_read_in_a_minute_and_shows_a_picture_two_commands_and_how_to_deploy()
    {
        var readme = Papers.Page("README.md");
        Assert.InRange(readme.TrimEnd().Split('\n').Length, 1, 79);
        Assert.Contains("](docs/images/", readme, StringComparison.Ordinal);
        Assert.All(["./run", "./test", "dotnet publish"], command => Assert.Contains($"\n{command}", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Decisions_are_numbered_without_gaps_and_say_why_and_with_what_consequence()
    {
        var decisions = Papers.Pages.Where(page => page.Path.StartsWith("docs/decisions/", StringComparison.Ordinal))
            .OrderBy(page => page.Path, StringComparer.Ordinal).ToList();
        Assert.NotEmpty(decisions);
        var numbers = decisions.Select(page => Path.GetFileName(page.Path)[..4]);
        Assert.Equal(Enumerable.Range(1, decisions.Count).Select(number => $"{number:0000}"), numbers);
        string[] parts = ["**Context.**", "**Decision.**", "**Consequence.**"];
        Assert.All(decisions, page => Assert.All(parts, part => Assert.Contains(part, page.Text, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_changelog_begins_with_this_version_and_the_licence_is_there()
    {
        Assert.Equal(Product.Version, Version().Match(Papers.Page("CHANGELOG.md")).Groups[1].Value);
        Assert.StartsWith("MIT License", File.ReadAllText(Path.Combine(House.Root, "LICENSE")), StringComparison.Ordinal);
    }

    [Fact]
    public void CONTRIBUTING_has_the_house_rules_a_glossary_and_six_recipes()
    {
        string[] headings =
        [
            "House rules", "Glossary", "A slice", "An output column", "A criterion", "A field of Basic Details", "A migration", "A job",
        ];
        var page = Papers.Page("CONTRIBUTING.md");
        Assert.All(headings, heading => Assert.Matches($@"(?m)^##+ {heading}$", page));
    }

    [Fact]
    public void Each_check_sees_what_is_wrong()
    {
        Assert.Single(Papers.DeadLinks("docs/states.md", "[a](nowhere.md) [b](../README.md) [c](https://example.org/x)"));
        Assert.Single(Papers.DeadLinks("README.md", "[a](docs/deploy.md#no-such-heading) [b](docs/deploy.md#backup)"));
        Assert.Single(Papers.LostPaths("x.md", "`Features/Gone.cs` `Features/` `docs/decisions` `Migrations/*.sql` `wwwroot/lib/x`"));
        Assert.Equal(2, Papers.LostInComments("a.cs", "var a = 1; /" + "/ see docs/gone.md\n/" + "/ and docs/deploy.md, GONE.md").Count());
        Assert.Single(Papers.LostInComments("Migrations/a.sql", "-- Features/Nowhere reads it.\nselect 'docs/gone.md'"));
        Assert.Single(Papers.LostNames("x.md", "`NoSuchHandler` `StartUp` `Product.Version` `Confirmed` `ZipArchive`"));
        Assert.Single(Papers.LostNames("x.md", "`Product.Gone`"));
        Assert.Equal(3, Papers.AbsentPapers("x.cs", "SP" + "EC.md; in the art" + "icle's order; iss" + "ue 7; an article").Count());
        Assert.Single(Papers.LostRoutes("x.md", "`/nowhere` `/schedules/{id}` `/runs`"));
        var settings = Papers.DescribedSettings("| `A:B:C`, `:D` | `x` | words |\n| `E` | | |");
        Assert.Equal(["A:B:C", "A:B:D", "E"], settings.Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b"], Papers.Drawn("  [*] --> a: begun\n  a --> b\n").Order(StringComparer.Ordinal));
    }

    private static bool ForMaintainers(string path) =>
        path is "CONTRIBUTING.md" or HowItIsBuilt or States || path.StartsWith("docs/decisions/", StringComparison.Ordinal);

    [GeneratedRegex(@"^## The house\n.*?```\n(.*?)```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Pictured();

    [GeneratedRegex(@"(?<=^|\s)([A-Z]\w+)/", RegexOptions.Multiline)]
    private static partial Regex Slice();

    [GeneratedRegex(@"^\| \d \| ([\w, ]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Floor();

    [GeneratedRegex(@"^## (\d+\.\d+\.\d+)$", RegexOptions.Multiline)]
    private static partial Regex Version();
}
