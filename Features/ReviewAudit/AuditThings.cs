using System.Globalization;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewAudit;

/// <summary>
/// What the entries of a page are about, by today's names, and where it is found: one statement for each kind of thing on the page, all in
/// one round trip. Names of customers are not told here.
/// </summary>
internal static class AuditThings
{
    // id, what it is called, whether it still has a page, and the thing on whose page it is found.
    private static readonly Dictionary<string, (string Sql, Func<Row, string> Url)> Kinds = new()
    {
        ["account"] = (
            "select u.id::text, u.name, true as there, null::bigint as parent from users u where u.id = any(@{0})",
            row => $"/settings/user-accounts/{row.Id}"),
        ["schedule"] = (
            "select s.id::text, s.name, s.deleted_at is null as there, null::bigint as parent from schedules s where s.id = any(@{0})",
            row => $"/schedules/{row.Id}"),
        ["scheduled_list"] = (
            """
            select e.id::text, e.name, e.deleted_at is null and s.deleted_at is null as there, e.schedule_id as parent
            from scheduled_lists e join schedules s on s.id = e.schedule_id
            where e.id = any(@{0})
            """,
            row => $"/schedules/{row.Parent}/customer-lists/{row.Id}"),
        ["integrated_email"] = (
            """
            select e.id::text, e.name, e.deleted_at is null and s.deleted_at is null as there, e.schedule_id as parent
            from integrated_emails e join schedules s on s.id = e.schedule_id
            where e.id = any(@{0})
            """,
            row => $"/schedules/{row.Parent}/integrated-emails/{row.Id}"),
        ["customer_list"] = (
            "select c.id::text, c.name, c.deleted_at is null as there, null::bigint as parent from customer_lists c where c.id = any(@{0})",
            row => $"/customer-lists/{row.Id}"),
        ["folder"] = (
            "select f.id::text, f.name, true as there, null::bigint as parent from customer_list_folders f where f.id = any(@{0})",
            row => $"/customer-lists/folders/{row.Id}"),
        ["segment"] = (
            "select g.id::text, g.name, g.deleted_at is null as there, null::bigint as parent from segments g where g.id = any(@{0})",
            row => $"/segments/{row.Id}"),
        ["run"] = (
            "select r.id::text, r.schedule_name as name, true as there, null::bigint as parent from runs r where r.id = any(@{0})",
            row => $"/runs/{row.Id}"),
        ["delivery"] = (
            "select d.id::text, d.name, true as there, d.run_id as parent from deliveries d where d.id = any(@{0})",
            row => $"/runs/{row.Parent}"),
        ["file"] = (
            """
            select f.id::text, f.name, d.run_id is not null as there, d.run_id as parent
            from stored_files f left join lateral (select run_id from deliveries where file_id = f.id limit 1) d on true
            where f.id = any(@{0})
            """,
            row => $"/runs/{row.Parent}"),
        ["mailing"] = (
            "select m.id::text, m.name, true as there, null::bigint as parent from mailings m where m.id = any(@{0})",
            row => $"/mailings/{row.Id}"),
        ["mailing_category"] = (
            "select k.id::text, k.name, true as there, null::bigint as parent from mailing_categories k where k.id = any(@{0})",
            _ => "/mailings/settings"),
        ["import"] = (
            "select i.id::text, i.file_name as name, true as there, null::bigint as parent from data_imports i where i.id = any(@{0})",
            row => $"/import/{row.Id}"),
        ["customer"] = (
            """
            select c.id::text, 'Customer ' || c.id as name, true as there, null::bigint as parent
            from crm.customers c
            where c.id = any(@{0})
            """,
            row => $"/audit/customer-data/{row.Id}"),
    };

    // Of these there is one.
    private static readonly Dictionary<string, AuditThing> Single = new()
    {
        ["settings"] = new("Venue, Files and Mail", "/settings"),
        ["mailing_settings"] = new("Mailings Settings", "/mailings/settings"),
        ["output_template"] = new("Output Template", "/mailings/settings"),
        ["dotdigital_account"] = new("Dotdigital", "/settings/dotdigital"),
        ["keys"] = new("Keys", "/settings/keys"),
    };

    /// <returns>By kind and id; what is not there at all, or of no known kind, is left out.</returns>
    public static async Task<IReadOnlyDictionary<(string Kind, string Id), AuditThing>> FindAsync(
        NpgsqlDataSource dataSource, IReadOnlyCollection<(string Kind, string Id)> wanted, CancellationToken cancellationToken)
    {
        var found = wanted.Where(thing => Single.ContainsKey(thing.Kind)).Distinct()
            .ToDictionary(thing => thing, thing => Single[thing.Kind]);
        var kinds = wanted.Where(thing => Kinds.ContainsKey(thing.Kind)).Distinct().GroupBy(thing => thing.Kind).ToList();
        if (kinds.Count == 0)
        {
            return found;
        }

        var parameters = new DynamicParameters();
        foreach (var kind in kinds)
        {
            // As the column is, so that its index serves; what is no id of that kind finds nothing.
            parameters.Add(kind.Key, kind.Key == "account" ? Accounts(kind) : Numbers(kind));
        }

        return await dataSource.ReadResultsAsync(
            string.Join(";\n", kinds.Select(kind => string.Format(CultureInfo.InvariantCulture, Kinds[kind.Key].Sql, kind.Key))),
            parameters,
            async results =>
            {
                foreach (var kind in kinds)
                {
                    foreach (var row in await results.ReadAsync<Row>())
                    {
                        found[(kind.Key, row.Id)] = new AuditThing(row.Name, row.There ? Kinds[kind.Key].Url(row) : null);
                    }
                }

                return found;
            },
            cancellationToken);
    }

    private static Guid[] Accounts(IEnumerable<(string Kind, string Id)> things) =>
        [.. things.Select(thing => Guid.TryParse(thing.Id, out var id) ? id : Guid.Empty)];

    private static long[] Numbers(IEnumerable<(string Kind, string Id)> things) =>
        [.. things.Select(thing => long.TryParse(thing.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)];

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public bool There { get; init; }

        public long? Parent { get; init; }
    }
}
