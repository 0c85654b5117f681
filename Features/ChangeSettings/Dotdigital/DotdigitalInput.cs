using CustomerListSchedules.Infrastructure.Dotdigital;
using FluentValidation;

namespace CustomerListSchedules.Features.ChangeSettings.Dotdigital;

/// <summary>The form under Settings > Dotdigital.</summary>
public sealed class DotdigitalInput
{
    public string BaseUrl { get; set; } = "";

    public string ApiUser { get; set; } = "";

    /// <summary>Empty: the stored one, as long as it is for this user.</summary>
    public string Password { get; set; } = "";

    public int Version { get; set; }
}

internal static class DotdigitalInputRules
{
    public static void DotdigitalRules<T>(this AbstractValidator<T> validator, System.Linq.Expressions.Expression<Func<T, string>> baseUrl,
        System.Linq.Expressions.Expression<Func<T, string>> user, System.Linq.Expressions.Expression<Func<T, string>> password,
        bool production)
    {
        validator.RuleFor(baseUrl).Must(url => DotdigitalAddress.Parse(url, production) is not null)
            .WithMessage(
                production
                    ? "Enter https://r1-api.dotdigital.com, or r2 or r3."
                    : "Enter https://r1-api.dotdigital.com, or r2 or r3, or a sandbox's address on this machine.");
        validator.RuleFor(user).Must(name => name.Trim().Length > 0).WithMessage("Enter the API user.")
            .MaximumLength(200).WithMessage("A user has at most 200 characters.")
            .Must(name => !name.Contains(':', StringComparison.Ordinal)).WithMessage("A user holds no colon.");
        validator.RuleFor(password).MaximumLength(200).WithMessage("A password has at most 200 characters.");
    }
}
