using CustomerListSchedules.Features.AddCustomerList.Parts;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using FluentValidation;

namespace CustomerListSchedules.Features.AddCustomerList;

internal sealed class DetailsValidator : AbstractValidator<ScheduledListDetails>
{
    public DetailsValidator()
    {
        RuleFor(details => details.Name)
            .Must(Names.IsVisible).WithMessage("Give the Customer List a name. It appears in the e-mail.")
            .MaximumLength(200).WithMessage("A name has at most 200 characters.")
            .Must(Names.IsOneLine).WithMessage("A name is one line.");
        RuleFor(details => details.EmailTo).Custom(CheckAddresses).When(details => details.SplitBy is null);
        RuleFor(details => details.SplitBy)
            .Must(by => by is null || SplitBy.All.Contains(by)).WithMessage("Choose what the list is split by.");
        RuleFor(details => details.Parts).Custom((_, context) => CheckParts(context)).When(details => details.SplitBy is not null);
        RuleFor(details => details.CustomSubject)
            .MaximumLength(200).WithMessage("A subject has at most 200 characters.")
            .Must(Names.IsOneLine).WithMessage("A subject is one line.");
        RuleFor(details => details.CustomerListId).NotNull().WithMessage("Pick a Customer List.");
        RuleFor(details => details.FileFormat)
            .Must(FileFormat.IsKnown).WithMessage("Pick a file format.");
        RuleFor(details => details.WhenEmpty)
            .Must(OnlyWhen.IsKnown).WithMessage("Choose what happens when the list is empty.");
        RuleFor(details => details.AtLeast)
            .Must((details, _) => details.Least is >= 1 and <= OnlyWhen.Most)
            .When(details => details.WhenEmpty == OnlyWhen.AtLeast)
            .WithMessage($"Type how many at least: a whole number from 1 to {Plural.Number(OnlyWhen.Most)}.");
        RuleFor(details => details.Send).Must(SendTo.IsKnown).WithMessage("Choose whom to send.");
    }

    private static void CheckParts(ValidationContext<ScheduledListDetails> context)
    {
        var (found, problems) = PartLines.Parse(context.InstanceToValidate.PartsTyped);
        foreach (var problem in problems)
        {
            context.AddFailure(problem);
        }

        if (found.Count == 0 && problems.Count == 0)
        {
            context.AddFailure("Enter a value and the e-mail address of whoever is to have its part, on a line.");
        }
    }

    private static void CheckAddresses(string emailTo, ValidationContext<ScheduledListDetails> context)
    {
        var (found, problems) = Addresses.Parse(emailTo);
        foreach (var problem in problems)
        {
            context.AddFailure(problem);
        }

        if (found.Count == 0 && problems.Count == 0)
        {
            context.AddFailure("Enter the e-mail address of everyone who is to have this Customer List.");
        }
    }
}
