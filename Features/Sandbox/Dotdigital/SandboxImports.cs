using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

internal sealed class SandboxImports(NpgsqlDataSource dataSource)
{
    private const string StartSql =
        """
        with settings as materialized (
          select * from sandbox.dotdigital_settings
        ), given as materialized (
          select c.position, lower(trim(c.contact #>> '{identifiers,email}')) as email, coalesce(c.contact -> 'dataFields', '{}')
            as data_fields,
            (select array_agg(l::bigint) from jsonb_array_elements_text(c.contact -> 'lists') l) as books
          from jsonb_array_elements(@body::jsonb -> 'contacts') with ordinality as c (contact, position)
        ), first as materialized (
          select distinct on (email) * from given where email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' and not @rejected order by email, position
        ), known as (
          insert into sandbox.dotdigital_people (email, suppressed)
          select f.email, coalesce(abs(hashtext(f.email)) % s.suppress_one_in = 0, false) from first f, settings s
          on conflict (email) do update set suppressed = sandbox.dotdigital_people.suppressed or excluded.suppressed
          returning email, suppressed, xmax = 0 as is_new
        ), added as (
          insert into sandbox.dotdigital_contacts (address_book_id, email, data_fields, ready_at, suppressed)
          select b.id, f.email, f.data_fields, clock_timestamp() + make_interval(secs => s.import_seconds), k.suppressed
          from first f join known k using (email) cross join settings s join sandbox.dotdigital_address_books b on b.id = any(f.books)
          on conflict (address_book_id, email) do update set data_fields = excluded.data_fields, suppressed = excluded.suppressed
        )
        insert into sandbox.dotdigital_imports (ready_at, rejected, total, created, updated, suppressed, invalid, duplicates)
        select clock_timestamp() + make_interval(secs => s.import_seconds), @rejected, (select count(*) from given),
          count(*) filter (where is_new and not suppressed), count(*) filter (where not is_new and not suppressed), count(*)
            filter (where suppressed),
          (select count(*) from given where not coalesce(email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$', false)),
          case when @rejected then 0 else (select count(*) from given where email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$') - count(known.email) end
        from settings s left join known on true group by s.import_seconds
        returning id
        """;

    private sealed record Import(bool Ready, bool Rejected, int Created, int Updated, int Suppressed, int Invalid, int Duplicates);

    public async Task<SandboxAnswer> StartAsync(string body, bool rejected)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        var id = await connection.ScalarAsync<Guid>(StartSql, new { body, rejected }, CancellationToken.None, TimeSpan.FromSeconds(60));
        return new SandboxAnswer(202, new { importId = id });
    }

    public async Task<SandboxAnswer> GetAsync(Guid id)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        var import = await connection.ReadOneAsync<Import>(
            "select ready_at <= clock_timestamp() as ready, rejected, created, updated, suppressed, invalid, duplicates "
            + "from sandbox.dotdigital_imports where id = @id",
            new { id },
            CancellationToken.None);
        return import switch
        {
            null => SandboxAnswer.ServiceRefused(404, "contacts:importNotFound", $"The import request '{id}' could not be found!"),
            { Ready: false } => new SandboxAnswer(200, new { importId = id, status = "NotFinished" }),
            { Rejected: true } => new SandboxAnswer(200, new { importId = id, status = "RejectedByWatchdog" }),
            _ => new SandboxAnswer(200, new
            {
                importId = id,
                status = "Finished",
                summary = new
                {
                    newContacts = import.Created, updatedContacts = import.Updated, globallySuppressed = import.Suppressed,
                    invalidEntries = import.Invalid, duplicateIdentifiers = import.Duplicates,
                },
                failures = Enumerable.Repeat(Failure("invalidEmail", "Invalid value for 'email'"), import.Invalid)
                    .Concat(Enumerable.Repeat(Failure("duplicateIdentifier", "Duplicate identifier detected"), import.Duplicates)),
            }),
        };

        static object Failure(string failureCode, string description) =>
            new
            {
                matchIdentifier = "email",
                identifiers = new { email = "somebody@example.org" },
                failures = new[] { new { failureCode, description } },
            };
    }
}
