using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>What a customer was sent.</summary>
internal static class MailingColumns
{
    private static readonly OutputSource Last = new(
        "last_mailing", "select distinct on (r.customer_id) r.customer_id", "crm.mailings_received r", "r.customer_id",
        "order by r.customer_id, r.received_at desc, r.id desc");

    private static readonly OutputSource Totals = new(
        "mailing_totals", "select r.customer_id", "crm.mailings_received r", "r.customer_id", "group by r.customer_id");

    public static readonly IReadOnlyList<OutputColumn> All =
    [
        Column(Last, "last_mailing", "Last Mailing", FileColumnKind.Text, "r.name"),
        Column(Last, "last_mailing_category", "Last Mailing Category", FileColumnKind.Text, "r.category"),
        Column(Last, "last_mailing_date", "Last Mailing Date", FileColumnKind.Instant, "r.received_at"),
        Column(Totals, "mailings", "Mailings Received", FileColumnKind.Integer, "count(*)", "0"),
    ];

    private static OutputColumn Column(
        OutputSource source, string key, string label, FileColumnKind kind, string sql, string? none = null) =>
        new(key, label, "Mailings", false, kind)
        {
            Source = source,
            SourceSql = sql,
            Sql = none is null ? $"{source.Name}.{key}" : $"coalesce({source.Name}.{key}, {none})",
        };
}
