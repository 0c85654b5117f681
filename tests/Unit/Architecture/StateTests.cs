using System.Reflection;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Unit.Documentation;

namespace CustomerListSchedules.Unit.Architecture;

/// <summary>The states have one list: the constants, the database's checks, docs/states.md and the SQL of Features agree.</summary>
public sealed partial class StateTests
{
    private static readonly Type[] All =
    [
        typeof(RunStates), typeof(DeliveryStates), typeof(MessageStates), typeof(MailingStates), typeof(ImportStates), typeof(ExportStates),
        typeof(CountStates), typeof(NoticeStates),
    ];

    /// <summary>Whose states a slice's SQL speaks of; the slices above speak of any.</summary>
    private static readonly Dictionary<string, Type[]> OfSlice = new()
    {
        ["ImportData"] = [typeof(ImportStates)],
        ["RunCustomerList"] = [typeof(ExportStates)],
        ["BuildCustomerList"] = [typeof(CountStates)],
        ["NotifyStaff"] = [typeof(NoticeStates)],
        ["SendIntegratedEmail"] = [typeof(MailingStates), typeof(RunStates)],
        ["DeliverSchedule"] = [typeof(RunStates), typeof(DeliveryStates), typeof(MessageStates), typeof(MailingStates)],
    };

    [Theory]
    [InlineData(typeof(RunStates), "runs", "Run")]
    [InlineData(typeof(DeliveryStates), "deliveries", "Delivery")]
    [InlineData(typeof(MessageStates), "messages", "Message")]
    [InlineData(typeof(MailingStates), "mailings", "Mailing")]
    [InlineData(typeof(ImportStates), "data_imports", "Import")]
    [InlineData(typeof(ExportStates), "list_exports", "Export")]
    [InlineData(typeof(CountStates), "list_counts", "Count")]
    [InlineData(typeof(NoticeStates), "notices", "Notice")]
    public void The_constants_are_what_the_database_allows_and_the_page_of_states_lists(Type states, string table, string heading)
    {
        var constants = Of(states);
        Assert.NotEmpty(constants);
        Assert.Equal(Papers.AllowedStates(table, "state").Order(StringComparer.Ordinal), constants.Order(StringComparer.Ordinal));
        Assert.Subset(Papers.FirstCells(Papers.Section(Papers.Page("docs/states.md"), heading)).ToHashSet(), constants);
    }

    [Fact]
    public void A_state_in_SQL_is_one_of_the_constants()
    {
        var found = 0;
        var guilty = new List<string>();
        foreach (var file in House.Files("Features", "*.cs").Where(file => !file.StartsWith("Features/Sandbox/", StringComparison.Ordinal)))
        {
            var allowed = (OfSlice.GetValueOrDefault(file.Split('/')[1]) ?? All).SelectMany(Of).ToHashSet();
            foreach (Match said in SqlState().Matches(House.Read(file)))
            {
                foreach (Match literal in Literal().Matches(said.Value))
                {
                    found++;
                    if (!allowed.Contains(literal.Groups[1].Value))
                    {
                        guilty.Add($"{file}: {literal.Value} in “{said.Value}”");
                    }
                }
            }
        }

        Assert.True(found > 100, "Where no state is found, none can be wrong.");
        House.AssertNone(guilty);
    }

    [Fact]
    public void Code_compares_states_with_the_constants() =>
        House.AssertNone(
            from file in House.Files("Features", "*.cs").Concat(House.Files("Features", "*.cshtml"))
            where !file.StartsWith("Features/Sandbox/", StringComparison.Ordinal)
            from Match said in CodeState().Matches(House.Read(file))
            select $"{file}: {said.Value}");

    private static HashSet<string> Of(Type states) =>
        [.. states.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    // state = 'x', state <> 'x', state in ('x', 'y'), state = case … end, case state when 'x' then 'y' …
    [GeneratedRegex(
        @"(?<!@)\bstate\s*(?:=|<>)\s*'\w+'"
        + @"|(?<!@)\bstate\s+(?:not\s+)?in\s*\([^)]*\)"
        + @"|\bstate\s*=\s*case(?:(?!\bend\b)[\s\S])*|\bcase\s+(?:\w+\.)?state\s+when(?:(?!\bend\b)[\s\S])*")]
    private static partial Regex SqlState();

    [GeneratedRegex(@"(?<!\bkind\s*=\s*)'(\w+)'")]
    private static partial Regex Literal();

    [GeneratedRegex("\\b[sS]tate\\s*(?:==|!=|is(?: not)?)\\s*\\(?\"\\w+\"")]
    private static partial Regex CodeState();
}
