using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.ReviewRuns.Sentences;

namespace CustomerListSchedules.Features.BrowseSchedules.Overview;

/// <summary>What is in a recipient's way, in a word or two.</summary>
internal static class RecipientReasons
{
    public static string Short(RecipientFinding finding) => CannotCollectWords.Short(finding switch
    {
        RecipientFinding.NoAccount or RecipientFinding.LooksMistyped => "no_account",
        RecipientFinding.LacksCollectReport => "no_role",
        RecipientFinding.Deactivated => "deactivated",
        RecipientFinding.OtherCapitals => "capitals",
        _ => throw new ArgumentOutOfRangeException(nameof(finding), finding, "Nothing is in the way."),
    });
}
