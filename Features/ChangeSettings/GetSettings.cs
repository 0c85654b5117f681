using CustomerListSchedules.Features.ChangeSettings.Sharing;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings;

/// <summary>The settings that administrators change.</summary>
public sealed record GetSettings : IRequest<SettingsInput>;

/// <summary>The form under Settings; its version is that of the row.</summary>
public sealed class SettingsInput
{
    public string ClientName { get; set; } = "";

    public string TimeZone { get; set; } = "";

    public string ContactName { get; set; } = "";

    public string ContactEmail { get; set; } = "";

    public string ContactTelephone { get; set; } = "";

    public string Currency { get; set; } = "";

    public int? LinkDays { get; set; }

    public int? LateLimitHours { get; set; }

    public int? KeepMonths { get; set; }

    /// <summary>Dates on which the venue is closed, one or a range a line.</summary>
    public string Closures { get; set; } = "";

    /// <summary>How long a performance lasts whose end is not known.</summary>
    public int? PerformanceHours { get; set; }

    /// <summary>How often customer data is expected; null when nothing is.</summary>
    public int? DataExpectedHours { get; set; }

    public int? TraceMonths { get; set; }

    /// <summary>How long the audit is kept; only read. Longer than other history where another role than the owner lowered that.</summary>
    public int? AuditMonths { get; set; }

    /// <summary>Whether staff must have two-step sign-in.</summary>
    public bool RequireTwoStep { get; set; }

    /// <summary>The contact preference that means "may be shared with partners"; null when nothing is asked.</summary>
    public long? SharingPreferenceId { get; set; }

    /// <summary>The companies of partners, with the preference that holds for each.</summary>
    public List<CompanyPreference> Companies { get; set; } = [];

    /// <summary>nothing, warn or refuse: where an address outside is to get contact columns of who has not agreed.</summary>
    public string WithoutAgreement { get; set; } = "warn";

    public int Version { get; set; }

    internal const string Columns =
        "client_name, time_zone, contact_name, contact_email, contact_telephone, currency, link_days, late_limit_hours, keep_months, "
        + "data_expected_hours, trace_months, coalesce(closures, '') as closures, performance_hours, require_two_step, "
        + "sharing_preference_id, without_agreement, version, "
        + "(select months from audit_retention) as audit_months";

    /// <param name="connection">Where they are read.</param>
    /// <param name="locked">What follows the statement, to lock the row.</param>
    /// <param name="cancellationToken">Ends waiting for the database.</param>
    internal static async Task<SettingsInput> ReadAsync(NpgsqlConnection connection, string locked, CancellationToken cancellationToken)
    {
        var settings = await connection.ReadSingleAsync<SettingsInput>($"select {Columns} from venue_settings{locked}", cancellationToken);
        settings.Companies = await StoreSharing.CompaniesAsync(connection, cancellationToken);
        return settings;
    }
}

internal sealed class GetSettingsHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetSettings, SettingsInput>
{
    public async Task<SettingsInput> Handle(GetSettings request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var input = await SettingsInput.ReadAsync(connection, "", cancellationToken);
        input.Closures = ClosedDates.Parse(input.Closures).Typed();
        return input;
    }
}
