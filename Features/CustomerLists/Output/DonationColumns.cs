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

    private static OutputColumn Column(
        OutputSource source, string key, string label, FileColumnKind kind, string sql, string? none = null) =>
        new(key, label, Group, false, kind)
        {
            Source = source,
            SourceSql = sql,
            Sql = none is null ? $"{source.Name}.{key}" : $"coalesce({source.Name}.{key}, {none})",
        };
}
