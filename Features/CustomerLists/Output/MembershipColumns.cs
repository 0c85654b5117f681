using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Output;

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
