using CustomerListSchedules.Features.Shared;
using FluentValidation;

namespace CustomerListSchedules.Features.SetUp;

internal sealed class MakeFirstAdministratorValidator : AbstractValidator<MakeFirstAdministrator>
{
    public MakeFirstAdministratorValidator()
    {
        RuleFor(request => request.Token).NotEmpty().WithMessage("Enter the token.");
        RuleFor(request => request.Name).Must(name => name.Trim().Length > 0).WithMessage("Enter your name.")
            .MaximumLength(200).WithMessage("A name has at most 200 characters.");
        RuleFor(request => request.Email).Custom((email, context) =>
        {
            if (EmailAddress.Problem(email.Trim()) is { } problem)
            {
                context.AddFailure(problem);
            }
        });
        RuleFor(request => request.Password).NotEmpty().WithMessage("Enter a password.");
    }
}
