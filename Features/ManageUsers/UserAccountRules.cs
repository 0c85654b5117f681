using CustomerListSchedules.Features.ManageUsers.Staff;
using CustomerListSchedules.Features.Shared;
using FluentValidation;

namespace CustomerListSchedules.Features.ManageUsers;

internal static class UserAccountRules
{
    private static readonly string[] Known = [Roles.Administrator, Roles.InsightsAndMailings, Roles.CollectReport];

    public static void UserAccountName<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(Names.IsVisible).WithMessage("Enter a name.")
        .MaximumLength(200).WithMessage("A name has at most 200 characters.")
        .Must(Names.IsOneLine).WithMessage(Names.NotOneLine);

    public static void UserAccountEmail<T>(this IRuleBuilder<T, string> rule) => rule.Custom((email, context) =>
    {
        if (EmailAddress.Problem(email.Trim()) is { } problem)
        {
            context.AddFailure(problem);
        }
    });

    public static void UserAccountCompany<T>(this IRuleBuilder<T, string> rule) => rule
        .MaximumLength(200).WithMessage("A company’s name has at most 200 characters.")
        .Must(Names.IsOneLine).WithMessage(Names.NotOneLine);

    public static void UserAccountRoles<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .Must(roles => roles.Count > 0 && roles.All(Known.Contains)).WithMessage("Choose at least one role.");
}
