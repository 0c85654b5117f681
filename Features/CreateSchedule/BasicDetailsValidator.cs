using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Features.Shared;
using FluentValidation;
using FluentValidation.Results;

namespace CustomerListSchedules.Features.CreateSchedule;

internal sealed class BasicDetailsValidator : AbstractValidator<BasicDetailsInput>
{
    public BasicDetailsValidator()
    {
        RuleFor(details => details.Name)
            .Must(Names.IsVisible).WithMessage("Enter a name.")
            .Must(Names.IsOneLine).WithMessage("A name is one line.")
            .MaximumLength(200).WithMessage("Use at most 200 characters.");
        RuleFor(details => details.Description).MaximumLength(2000).WithMessage("Use at most 2,000 characters.");
        RuleFor(details => details.Action).Must(ScheduleActions.Offered.ContainsKey).WithMessage("Choose an action.");
        RuleFor(details => details.RunOnDemand)
            .Must((details, _) => details.OnDemand || details.RunAsSchedule)
            .WithMessage(details => details.Action == ScheduleActions.SendIntegratedEmail
                ? "Choose Run as schedule: integrated emails are not run on demand."
                : "Choose Run on demand, Run as schedule, or both.");
        When(details => details.RunAsSchedule, () =>
        {
            RuleFor(details => details.RunFrom).Must(IsDate).WithMessage("Enter a date.");
            RuleFor(details => details.RunUntil).Must(text => text.Length == 0
                || IsDate(text)).WithMessage("Enter a date, or leave this blank to run indefinitely.");
            RuleFor(details => details).Custom(BeARecurrence).When(details => IsDate(details.RunFrom)
                && (details.RunUntil.Length == 0 || IsDate(details.RunUntil)));
        });
    }

    private static bool IsDate(string text) => BasicDetailsInput.Date(text) is not null;

    private static void BeARecurrence(BasicDetailsInput details, ValidationContext<BasicDetailsInput> context)
    {
        try
        {
            details.ToRow(DailyFrequency.Before8.First).ToRecurrence();
        }
        catch (RecurrenceException refused)
        {
            context.AddFailure(new ValidationFailure(
                context.PropertyChain.BuildPropertyPath(details.Field(refused.Part)), refused.Message));
        }
    }
}
