namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>A finding in words for staff.</summary>
public static class RecipientWords
{
    public static string Of(RecipientCheck check) => check.Finding switch
    {
        RecipientFinding.Fine => "can collect.",
        RecipientFinding.NoAccount => "has no User Account yet, so cannot collect.",
        RecipientFinding.LacksCollectReport => "has a User Account without the Collect Report role, so cannot collect.",
        RecipientFinding.Deactivated => "has a User Account that is deactivated, so cannot collect.",
        RecipientFinding.OtherCapitals => CapitalsWords.CannotCollect(check.Suggestion),
        RecipientFinding.LooksMistyped => $"has no User Account, and looks like {check.Suggestion} mistyped.",
        _ => throw new ArgumentOutOfRangeException(nameof(check)),
    };
}
