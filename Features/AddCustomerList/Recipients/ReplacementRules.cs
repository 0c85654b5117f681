using FluentValidation;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

internal static class ReplacementRules
{
    public static void Check<T>(string from, string to, ValidationContext<T> context)
    {
        var (found, problems) = Addresses.Parse(to);
        if (problems.Count > 0 || found.Count != 1 || found[0] != to)
        {
            context.AddFailure("To", problems.Count > 0 ? problems[0] : "Enter one e-mail address.");
        }
        else if (from == to)
        {
            context.AddFailure("To", CapitalsWords.SameAddress);
        }
    }
}
