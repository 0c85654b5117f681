using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>What a customer gave.</summary>
internal static class DonationColumns
{
    private const string Group = "Donations";

    private static readonly OutputSource Totals = new(
        "donation_totals", "select d.customer_id", "crm.donations d", "d.customer_id", "group by d.customer_id");

    private static readonly OutputSource Last = new(
        "last_donation", "select distinct on (d.customer_id) d.customer_id", "crm.donations d", "d.customer_id",
        "order by d.customer_id, d.donated_at desc, d.id desc");

    public static readonly IReadOnlyList<OutputColumn> All =
    [
        Column(Totals, "first_donation_date", "First Donation Date", FileColumnKind.Instant, "min(d.donated_at)"),
        Column(Last, "last_donation_date", "Last Donation Date", FileColumnKind.Instant, "d.donated_at"),
        Column(Last, "last_donation_amount", "Last Donation Amount", FileColumnKind.Decimal, "d.amount"),
        Column(Last, "last_donation_fund", "Last Donation Fund", FileColumnKind.Text, "d.fund"),
        Column(Last, "last_donation_campaign", "Last Donation Campaign", FileColumnKind.Text, "d.campaign"),
        Column(Totals, "donations", "Number of Donations", FileColumnKind.Integer, "count(*)", "0"),
        Column(Totals, "total_donations", "Total Donations", FileColumnKind.Decimal, "sum(d.amount)", "0.00"),
        Column(Totals, "largest_donation", "Largest Donation", FileColumnKind.Decimal, "max(d.amount)"),
        Column(Totals, "donations_this_year", "Donations This Year", FileColumnKind.Decimal,
            "sum(d.amount) filter (where d.donated_at >= {this_year} and d.donated_at < {next_year})", "0.00"),
    ];

    private static OutputColumn Column(OutputSource source, string key, string label, FileColumnKind kind, string sql, string? none = null) =>
        new(key, label, Group, false, kind)
        {
            Source = source,
            SourceSql = sql,
            Sql = none is null ? $"{source.Name}.{key}" : $"coalesce({source.Name}.{key}, {none})",
        };
}

/// <summary>The membership that is current on the date of the run, or else the one that began last.</summary>
internal static class MembershipColumns
{
    private const string IsCurrent = "m.starts_on <= {today} and (m.expires_on is null or m.expires_on >= {today})";

    private static readonly OutputSource Latest = new(
        "latest_membership", "select distinct on (m.customer_id) m.customer_id", "crm.memberships m", "m.customer_id",
        $"order by m.customer_id, ({IsCurrent}) desc, m.starts_on desc, m.id desc");

    public static readonly IReadOnlyList<OutputColumn> All =
    [
        Column("membership_scheme", "Membership Scheme", FileColumnKind.Text, "m.scheme"),
        Column("membership_start", "Membership Start", FileColumnKind.Date, "m.starts_on"),
        Column("membership_expiry", "Membership Expiry", FileColumnKind.Date, "m.expires_on"),
        Column("membership_current", "Current Member", FileColumnKind.YesNo, $"({IsCurrent})", "false"),
    ];

    private static OutputColumn Column(string key, string label, FileColumnKind kind, string sql, string? none = null) =>
        new(key, label, "Memberships", false, kind)
        {
            Source = Latest,
            SourceSql = sql,
            Sql = none is null ? $"{Latest.Name}.{key}" : $"coalesce({Latest.Name}.{key}, {none})",
        };
}

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

    private static OutputColumn Column(OutputSource source, string key, string label, FileColumnKind kind, string sql, string? none = null) =>
        new(key, label, "Mailings", false, kind)
        {
            Source = source,
            SourceSql = sql,
            Sql = none is null ? $"{source.Name}.{key}" : $"coalesce({source.Name}.{key}, {none})",
        };
}
