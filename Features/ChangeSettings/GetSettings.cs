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

    public int Version { get; set; }

    internal const string Columns =
        "client_name, time_zone, contact_name, contact_email, contact_telephone, currency, link_days, late_limit_hours, keep_months, "
        + "data_expected_hours, trace_months, coalesce(closures, '') as closures, performance_hours, require_two_step, version, "
        + "(select months from audit_retention) as audit_months";
}

internal sealed class GetSettingsHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetSettings, SettingsInput>
{
    public async Task<SettingsInput> Handle(GetSettings request, CancellationToken cancellationToken)
    {
        var input = await dataSource.ReadSingleAsync<SettingsInput>(
            $"select {SettingsInput.Columns} from venue_settings", cancellationToken);
        input.Closures = ClosedDates.Parse(input.Closures).Typed();
        return input;
    }
}
