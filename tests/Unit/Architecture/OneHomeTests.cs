using System.Text.RegularExpressions;

namespace CustomerListSchedules.Unit.Architecture;

/// <summary>Rules and words that have one home each.</summary>
public sealed partial class OneHomeTests
{
    /// <summary>Those who read the recipients' rows themselves: to show, store or copy them, never to decide who may have a file.</summary>
    private static readonly string[] ReadRecipients =
    [
        "Features/AddCustomerList/Entries/ListScheduledLists.cs", "Features/AddCustomerList/GetScheduledListForm.cs",
        "Features/AddCustomerList/Groups/SuggestRecipients.cs",
        "Features/AddCustomerList/Recipients/ReplaceRecipient.cs", "Features/AddCustomerList/StoreScheduledList.cs",
        "Features/BrowseSchedules/Deleted/ListDeletedSchedules.cs", "Features/BrowseSchedules/DuplicateSchedule.cs",
        "Features/BrowseSchedules/ListSchedules.cs", "Features/BrowseSchedules/Overview/GetSchedule.cs",
        "Features/SetUp/SampleData/SampleSchedules.cs",
    ];

    /// <summary>Those who show an account's roles, or ask about accounts that are not active.</summary>
    private static readonly string[] ReadRoles =
        ["Features/ManageUsers/AccountScopes.cs", "Features/ManageUsers/ListUserAccounts.cs", "Features/SignIn/SignInWithPassword.cs"];

    [Fact]
    public void Who_may_have_a_file_is_asked_of_the_view() =>
        Assert.Equal(ReadRecipients.Order(StringComparer.Ordinal), Saying("scheduled_list_recipients"));

    [Fact]
    public void Who_is_staff_or_collects_is_asked_of_the_views() =>
        Assert.Equal(ReadRoles.Order(StringComparer.Ordinal), Saying("user_roles"));

    [Fact]
    public void What_keeps_somebody_from_collecting_is_asked_of_the_database() =>
        House.AssertNone(Lines(Deactivated()));

    [Fact]
    public void A_role_is_named_by_its_constant() =>
        House.AssertNone(Lines(RoleName()).Where(line => !line.StartsWith("Features/Shared/Roles.cs", StringComparison.Ordinal)));

    // Sample data stands on a lower floor than the formats.
    [Fact]
    public void A_file_format_is_named_by_its_constant() =>
        House.AssertNone(Lines(Format())
            .Where(line => !line.StartsWith("Features/RunCustomerList/FileFormat.cs", StringComparison.Ordinal))
            .Where(line => !line.StartsWith("Features/SetUp/SampleData/", StringComparison.Ordinal)));

    [Fact]
    public void A_number_of_things_is_put_into_words_in_one_place() =>
        House.AssertNone(Lines(OneOrMany()));

    [Fact]
    public void What_is_said_of_capitals_is_said_in_one_place() =>
        House.AssertNone(Lines(Capitals())
            .Where(line => !line.StartsWith("Features/AddCustomerList/Recipients/CapitalsWords.cs", StringComparison.Ordinal)));

    private static IEnumerable<string> Saying(string table) =>
        House.Files("Features", "*.cs").Where(file => House.Read(file).Contains(table, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Lines(Regex wanted) =>
        from file in House.Files("Features", "*.cs").Concat(House.Files("Features", "*.cshtml"))
        from line in House.Read(file).Split('\n')
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && wanted.IsMatch(line)
        select $"{file}: {line.Trim()}";

    [GeneratedRegex("'(?:Administrator|Insights & Mailings|Collect Report)'|\"(?:Administrator|Collect Report)\"")]
    private static partial Regex RoleName();

    [GeneratedRegex("\"(?:csv|xlsx|docx)\"|\"(?:CSV|Unformatted Excel|Mail Merge document)\"")]
    private static partial Regex Format();

    [GeneratedRegex("when (?:\\w+\\.)?deactivated_at is not null|Deactivated: true")]
    private static partial Regex Deactivated();

    [GeneratedRegex("== 1 \\? \"1 |== 1 \\? \"\\w+\" : \"\\w+s\"")]
    private static partial Regex OneOrMany();

    [GeneratedRegex("capitals (?:included|must match|differ)|differs? in capitals|Capitals count|Signing in ignores capitals")]
    private static partial Regex Capitals();
}
