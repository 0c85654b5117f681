using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

/// <summary>
/// What the sandbox remembers, in tables of its own, so that all nodes share it and none is lost when the application is killed. They
/// are made when the sandbox is first used: a venue's database in Production has none.
/// </summary>
internal sealed class SandboxSchema(NpgsqlDataSource dataSource)
{
    private const string Sql =
        """
        create schema if not exists sandbox;
        create table if not exists sandbox.dotdigital_settings (
          id integer primary key default 1 check (id = 1),
          account_name text not null default 'The Old Fire Station (sandbox)',
          password text not null default 'sandbox',
          region text not null default 'r1',
          foreign_endpoint text,
          calls_per_minute integer not null default 120,
          calls_per_hour integer not null default 2000,
          address_books integer not null default 1000,
          import_seconds double precision not null default 2,
          queue_seconds double precision not null default 1,
          sending_seconds double precision not null default 3,
          suppress_one_in integer
        );
        create table if not exists sandbox.dotdigital_faults (
          id bigint generated always as identity primary key,
          call text not null,
          kind text not null,
          times integer,
          seconds double precision not null default 10
        );
        create table if not exists sandbox.dotdigital_calls (
          id bigint generated always as identity primary key,
          at timestamptz not null default clock_timestamp(),
          call text not null,
          tier text not null,
          status integer not null default 0
        );
        create index if not exists dotdigital_calls_at on sandbox.dotdigital_calls (at);
        create table if not exists sandbox.dotdigital_campaigns (
          id bigint generated always as identity (start with 5001) primary key,
          name text not null,
          subject text not null,
          scheduled_date timestamptz,
          sent_before boolean not null default false,
          copied_from bigint,
          created_at timestamptz not null default clock_timestamp()
        );
        create table if not exists sandbox.dotdigital_address_books (
          id bigint generated always as identity (start with 70001) primary key,
          name text not null unique,
          visibility text not null
        );
        create table if not exists sandbox.dotdigital_people (
          email text primary key,
          suppressed boolean not null default false
        );
        create table if not exists sandbox.dotdigital_imports (
          id uuid primary key default gen_random_uuid(),
          at timestamptz not null default clock_timestamp(),
          ready_at timestamptz not null,
          rejected boolean not null,
          total integer not null,
          created integer not null,
          updated integer not null,
          suppressed integer not null,
          invalid integer not null,
          duplicates integer not null
        );
        create table if not exists sandbox.dotdigital_contacts (
          address_book_id bigint not null references sandbox.dotdigital_address_books on delete cascade,
          email text not null,
          data_fields jsonb not null,
          ready_at timestamptz not null,
          suppressed boolean not null,
          primary key (address_book_id, email)
        );
        create table if not exists sandbox.dotdigital_sends (
          id uuid primary key default gen_random_uuid(),
          campaign_id bigint not null,
          campaign_name text not null,
          subject text not null,
          address_book_ids bigint[] not null,
          to_all_contacts boolean not null,
          at timestamptz not null default clock_timestamp(),
          begins_at timestamptz not null,
          ends_at timestamptz not null,
          people integer not null default 0
        );
        create table if not exists sandbox.dotdigital_arrivals (
          send_id uuid not null references sandbox.dotdigital_sends on delete cascade,
          email text not null,
          data_fields jsonb not null,
          primary key (send_id, email)
        );
        """;

    private const string SamplesSql =
        """
        with settings as (insert into sandbox.dotdigital_settings default values on conflict do nothing returning 1)
        insert into sandbox.dotdigital_campaigns (name, subject, scheduled_date, sent_before)
        select name, subject, case when scheduled then clock_timestamp() + interval '30 days' end, sent
        from (values
          (1, 'Thank you for your donation', 'Thank you, @FIRSTNAME@', false, false),
          (2, 'Before your visit', 'See you soon at The Old Fire Station', false, false),
          (3, 'How was your evening?', 'Tell us how it was', false, false),
          (4, 'Welcome to membership', 'Welcome, @FIRSTNAME@', false, false),
          (5, 'We have missed you', 'It has been a while', false, false),
          (6, 'Season brochure', 'The new season is here', true, false),
          (7, 'Summer appeal', 'Every gift counts', false, true)) as sample (position, name, subject, scheduled, sent), settings
        order by position
        """;

    private bool isThere;

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (isThere)
        {
            return;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync("set local client_min_messages = warning; select pg_advisory_xact_lock(734912054)", cancellationToken);
        await connection.RunAsync(Sql, cancellationToken);
        await connection.RunAsync(SamplesSql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        isThere = true;
    }
}
