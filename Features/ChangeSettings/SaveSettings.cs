using System.Globalization;
using CustomerListSchedules.Features.ChangeSettings.Sharing;
using CustomerListSchedules.Features.CreateSchedule.Closures;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings;

/// <summary>Saves the settings, unless somebody else saved them meanwhile; every node uses them from its next request.</summary>
/// <returns>Whether they were saved.</returns>
public sealed record SaveSettings(SettingsInput Input, Actor Actor) : IRequest<bool>;

internal sealed class SaveSettingsValidator : AbstractValidator<SaveSettings>
{
    private static readonly HashSet<string> Currencies =
        [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(culture => new RegionInfo(culture.Name).ISOCurrencySymbol)
            .Where(code => code.Length == 3)];

    public SaveSettingsValidator()
    {
        RuleFor(save => save.Input.ClientName).Must(name => name.Trim().Length > 0).WithMessage("Enter the client name.")
            .MaximumLength(200).WithMessage("A client name has at most 200 characters.")
            .Must(Names.IsOneLine).WithMessage(Names.NotOneLine);
        RuleFor(save => save.Input.TimeZone).Must(zone => DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null)
            .WithMessage("Choose a time zone such as Europe/London.");
        RuleFor(save => save.Input.ContactName).MaximumLength(200).WithMessage("A name has at most 200 characters.")
            .Must(Names.IsOneLine).WithMessage(Names.NotOneLine);
        RuleFor(save => save.Input.ContactEmail).Must(email => email.Trim().Length == 0 || EmailAddress.Problem(email.Trim()) is null)
            .WithMessage("Enter an e-mail address such as name@example.org, or none.");
        RuleFor(save => save.Input.ContactTelephone).MaximumLength(50).WithMessage("A telephone number has at most 50 characters.")
            .Must(Names.IsOneLine).WithMessage(Names.NotOneLine);
        RuleFor(save => save.Input.Currency).Must(code => Currencies.Contains(code.Trim().ToUpperInvariant()))
            .WithMessage("Enter a currency's three letters, such as GBP.");
        RuleFor(save => save.Input.LinkDays).Must(days => days is >= 1 and <= 60).WithMessage("Enter a number of days from 1 to 60.");
        RuleFor(save => save.Input.LateLimitHours).Must(hours => hours is >= 1 and <= 168)
            .WithMessage("Enter a number of hours from 1 to 168.");
        RuleFor(save => save.Input.TraceMonths).Must(months => months is >= 1 and <= 120)
            .WithMessage("Enter a number of months from 1 to 120.");
        RuleFor(save => save.Input.DataExpectedHours).InclusiveBetween(1, 8760)
            .WithMessage("Enter a number of hours from 1 to 8,760, or nothing.");
        RuleFor(save => save.Input.PerformanceHours).Must(hours => hours is >= 1 and <= 72)
            .WithMessage("Enter a number of hours from 1 to 72.");
        RuleFor(save => save.Input.Closures).Custom((typed, context) =>
        {
            try
            {
                ClosedDates.Parse(typed);
            }
            catch (RecurrenceException refused)
            {
                context.AddFailure(refused.Message);
            }
        });
        RuleFor(save => save.Input.KeepMonths).Must(months => months is >= 1 and <= 120)
            .WithMessage("Enter a number of months from 1 to 120.");
        RuleFor(save => save.Input.WithoutAgreement).Must(what => what is "nothing" or "warn" or "refuse")
            .WithMessage("Choose what happens then.");
        RuleFor(save => save.Input.WithoutAgreement)
            .Must((save, what) => what != "refuse" || save.Input.SharingPreferenceId is not null
                || save.Input.Companies.Any(company => company.Preference is not null))
            .WithMessage("Name a contact preference first: without one nothing is asked.");
    }
}

internal sealed class SaveSettingsHandler(NpgsqlDataSource dataSource, VenueReader venues, AuditLog audit, IClock clock)
    : IRequestHandler<SaveSettings, bool>
{
    private const string NotOffered = "Choose one of the preferences offered.";

    private const string Sql =
        """
        update venue_settings set
          client_name = @clientName, time_zone = @TimeZone, contact_name = @contactName, contact_email = @contactEmail,
          contact_telephone = @contactTelephone, currency = @currency, link_days = @LinkDays, late_limit_hours = @LateLimitHours,
          keep_months = @KeepMonths, data_expected_hours = @DataExpectedHours, trace_months = @TraceMonths,
          closures = @closures, performance_hours = @PerformanceHours, require_two_step = @RequireTwoStep,
          sharing_preference_id = @SharingPreferenceId, without_agreement = @WithoutAgreement, version = version + 1
        """;

    public async Task<bool> Handle(SaveSettings request, CancellationToken cancellationToken)
    {
        var input = request.Input;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await SettingsInput.ReadAsync(connection, " for update", cancellationToken);
        if (before.Version != input.Version)
        {
            return false;
        }

        var after = new
        {
            clientName = input.ClientName.Trim(),
            input.TimeZone,
            contactName = input.ContactName.Trim(),
            contactEmail = input.ContactEmail.Trim(),
            contactTelephone = input.ContactTelephone.Trim(),
            currency = input.Currency.Trim().ToUpperInvariant(),
            input.LinkDays,
            input.LateLimitHours,
            input.KeepMonths,
            input.DataExpectedHours,
            input.TraceMonths,
            input.PerformanceHours,
            closures = ClosedDates.Parse(input.Closures).Stored(),
            input.RequireTwoStep,
            input.SharingPreferenceId,
            input.Companies,
            input.WithoutAgreement,
        };
        await RefuseUnknownAsync(connection, before, input, cancellationToken);
        await connection.RunAsync(Sql, after, cancellationToken);
        await StoreSharing.SaveAsync(connection, input.Companies, cancellationToken);
        if ((after.closures ?? "") != before.Closures)
        {
            await KeepToClosures.ExecuteAsync(connection, clock.GetCurrentInstant(), cancellationToken);
        }

        await audit.WriteAsync(connection, request.Actor, "settings.changed", "settings", 1, new { before, after }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        venues.Forget();
        return true;
    }

    // One that is there, or that was chosen before and that a feed has deleted since.
    private static async Task RefuseUnknownAsync(
        NpgsqlConnection connection, SettingsInput before, SettingsInput input, CancellationToken cancellationToken)
    {
        var known = (await StoreSharing.ChoicesAsync(connection, cancellationToken)).Select(choice => (long?)choice.Id)
            .Concat(before.Companies.Select(company => company.Preference))
            .Append(before.SharingPreferenceId)
            .Append(null)
            .ToHashSet();
        var companies = before.Companies.Select(company => company.Company).ToHashSet(StringComparer.OrdinalIgnoreCase);
        ValidationFailure[] failures =
        [
            .. known.Contains(input.SharingPreferenceId)
                ? Array.Empty<ValidationFailure>()
                : [new ValidationFailure("Input.SharingPreferenceId", NotOffered)],
            .. input.Companies.Index()
                .Where(each => !known.Contains(each.Item.Preference) || !companies.Remove(each.Item.Company))
                .Select(each => new ValidationFailure($"Input.Companies[{each.Index}].Preference", NotOffered)),
        ];
        if (failures.Length > 0)
        {
            throw new ValidationException(failures);
        }
    }
}
