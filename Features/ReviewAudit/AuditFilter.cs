using System.Globalization;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Web;
using NodaTime;

namespace CustomerListSchedules.Features.ReviewAudit;

/// <summary>Which entries of the audit: all that the text is found in, between two days of the venue, both included.</summary>
public sealed record AuditFilter(string? Search, DateOnly? From, DateOnly? Until)
{
    /// <summary>A condition on <c>audit a</c>; its parameters are <see cref="Parameters"/>.</summary>
    internal const string Sql =
        """
        (@from::timestamptz is null or a.at >= @from) and (@until::timestamptz is null or a.at < @until)
          and (@search = '' or position(lower(@search) in lower(concat_ws(' ', a.who, translate(a.action, '._', '  '),
            a.subject_type, a.subject_id, a.from_address, a.details::text))) > 0)
        """;

    internal Dictionary<string, object?> Parameters(Venue venue) => new()
    {
        ["search"] = Search?.Trim() ?? "",
        ["from"] = From == DateOnly.MinValue ? null : Start(From, venue.Zone), // The first and last days there are bound nothing.
        ["until"] = Until == DateOnly.MaxValue ? null : Start(Until?.AddDays(1), venue.Zone),
    };

    /// <summary>The filter as a query string, to be kept in links.</summary>
    public QueryString Query(SealedText texts) => QueryString.Create(
        new Dictionary<string, string?>
        {
            ["search"] = texts.Seal(Search),
            ["from"] = From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["until"] = Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        }.Where(part => !string.IsNullOrEmpty(part.Value)));

    private static DateTime? Start(DateOnly? day, DateTimeZone zone) =>
        day is { } date ? zone.AtStartOfDay(LocalDate.FromDateOnly(date)).ToDateTimeUtc() : null;
}
