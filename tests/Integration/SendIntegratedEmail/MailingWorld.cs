using System.Text.Json;
using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Integration.DeliverSchedule;
using CustomerListSchedules.Integration.Infrastructure.Dotdigital;
using Dapper;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>
/// The application with Dotdigital's stand-in: schedules that send integrated emails, and the worker's steps, taken when a test says so.
/// </summary>
public sealed class MailingWorld(TestServer server) : IAsyncLifetime
{
    public static readonly Instant Due = Instant.FromUtc(2026, 12, 1, 8, 0);

    private readonly CapturedLog log = new();
    private int names;

    /// <summary>Where this test's customers have their addresses: Dotdigital remembers people.</summary>
    public string Domain { get; private set; } = "example.org";

    public TestApplication Application { get; } = new(server);

    public DotdigitalStub Dotdigital { get; } = new(server);

    public async ValueTask InitializeAsync()
    {
        await ((IAsyncLifetime)Application).InitializeAsync();
        await Dotdigital.InitializeAsync();
        Application.LogTo(log).Setting("Dotdigital:SandboxUrl", Dotdigital.Url).Setting("Dotdigital:CallsPerMinute", "10000")
            .Setting("Dotdigital:CallsPerHour", "100000")
            .Setting("Dotdigital:TimeoutSeconds", "3").Setting("Dotdigital:RetrySeconds", "0.01")
            .Setting("Dotdigital:PauseMinutes", "0.01");
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await Dotdigital.DisposeAsync();
    }

    /// <summary>As new: no customers, no schedules, Dotdigital as it should be, and the clock at <see cref="Due"/>.</summary>
    public async Task BeginAsync()
    {
        await Dotdigital.MendAsync();
        await Dotdigital.ForgetCallsAsync();
        await Dotdigital.SetAsync(settings =>
        {
            (settings.Region, settings.Password, settings.SuppressOneIn, settings.AddressBooks) = ("r1", "sandbox", null, 100_000);
            (settings.CallsPerMinute, settings.CallsPerHour) = (100_000, 100_000);
            settings.ImportSeconds = settings.QueueSeconds = settings.SendingSeconds = 0;
        });
        Domain = $"{Guid.NewGuid():N}.example.org";
        SetClock(Due);
        log.Clear();
        await ExecuteAsync(
            """
            truncate crm.customers cascade;
            update schedules set deleted_at = now(), next_run_at = null;
            update mailings set state = 'cancelled', finished_at = now(), address_book_deleted_at = now(), copy_deleted_at = now(),
              totals_next_at = null where finished_at is null or totals_next_at is not null;
            update runs set noticed_at = now() where noticed_at is null;
            delete from notices;
            truncate dotdigital_calls, dotdigital_tiers, dotdigital_pauses
            """);
    }

    /// <summary>That nothing logged since <see cref="BeginAsync"/>, at any level, names or addresses any of the customers.</summary>
    public void LogNamesNobody()
    {
        Assert.Contains(log.Lines, line => line.Contains("Dotdigital import-contacts", StringComparison.Ordinal));
        Assert.DoesNotContain(
            log.Lines, line => new[] { Domain, "Archer", "OX1 " }.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    public void SetClock(Instant now) => Application.SetClock(now);

    public void Pass(Duration time) => Application.Pass(time);

    /// <summary>Customers "Ann 1 Archer" with a1@ the <see cref="Domain"/> and so on.</summary>
    public Task AddCustomersAsync(int count) => ExecuteAsync(
        """
        insert into crm.customers (external_reference, first_name, last_name, email, postcode, created_at)
        select 'C' || n || '-' || gen_random_uuid(), 'Ann ' || n, 'Archer', 'a' || n || '@' || @Domain, 'OX1 ' || n, now()
        from generate_series(1, @count) n
        """,
        new { count, Domain });

    /// <summary>A daily schedule that sends one integrated email to everyone, due now.</summary>
    /// <param name="definition">The Customer List's definition.</param>
    /// <param name="confirmed">Whether a large first send was agreed to.</param>
    /// <param name="owner">Who is asked.</param>
    /// <param name="campaign">The template.</param>
    public async Task<EmailIds> AddEmailAsync(
        string definition = DeliveryWorld.Everyone, bool confirmed = false, Guid? owner = null, long campaign = DotdigitalStub.ThankYou)
    {
        var name = $"Thanks {Interlocked.Increment(ref names)} {Guid.NewGuid():N}";
        await using var connection = await Application.Database.DataSource.OpenConnectionAsync();
        return await connection.QuerySingleAsync<EmailIds>(
            """
            with list as (
              insert into customer_lists (name, definition, output_columns, sort_by, created_at)
              values ('List of ' || @name, @definition::jsonb, '{name,email}', '[{"column":"name","descending":false}]', now())
              returning id
            ), schedule as (
              insert into schedules (name, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
                daily_frequency, at_hour, next_run_at, owner_id, created_at)
              values (@name, 'send_integrated_email', false, true, 'Europe/London', '2026-01-01', 'daily', 1, 'once_at', 8, @Due, @owner,
                now())
              returning id
            ), category as (
              insert into mailing_categories (name) values ('Category of ' || @name) returning id
            )
            insert into integrated_emails (schedule_id, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name,
              output_columns, first_send_confirmed)
            select schedule.id, 1, @name, category.id, list.id, @campaign, 'Thank you for your donation',
              '{name,email,postcode,last_booking_date}', @confirmed
            from schedule, list, category
            returning schedule_id, id as email_id, customer_list_id, name
            """,
            new { name, definition, Due, owner, confirmed, campaign });
    }

    public Task ClaimAsync() => SendAsync(new ClaimDueSchedules());

    /// <summary>The worker's next piece of work. False when nothing is due.</summary>
    public Task<bool> WorkAsync() => SendAsync(new SendMailings());

    /// <summary>Works, passing time whenever it must wait, until nothing is left to do.</summary>
    public async Task WorkToTheEndAsync(int most = 200)
    {
        for (var i =
            0; i < most && await ScalarAsync<bool>("select exists (select from mailings where state in ('waiting', 'working'))"); i++)
        {
            if (!await WorkAsync())
            {
                Pass(Duration.FromSeconds(1) + Duration.FromSeconds(Math.Max(0, await ScalarAsync<double>(
                    "select coalesce(extract(epoch from min(next_attempt_at) - @now), 0)::float8 from mailings where state = 'waiting'",
                    new { now = Application.Clock.GetCurrentInstant() }))));
            }
        }
    }

    public async Task<MailingRow> RunAsync(EmailIds email)
    {
        await ClaimAsync();
        await WorkToTheEndAsync();
        return await MailingAsync(email);
    }

    /// <summary>The newest mailing of an email.</summary>
    public async Task<MailingRow> MailingAsync(EmailIds email) => (await QueryAsync<MailingRow>(
        """
        select m.id, m.run_id, m.state, m.step, m.reason, m.recipients, m.imported, m.suppressed, m.invalid, m.copied_campaign_id,
          m.address_book_id, m.attempt, m.failures, r.state as run_state, r.reason as run_reason
        from mailings m join runs r on r.id = m.run_id
        where m.integrated_email_id = @EmailId
        order by m.id desc limit 1
        """,
        email)).Single();

    /// <summary>Everybody whom sends of copies of this mailing's template reached, as often as they were.</summary>
    public async Task<IReadOnlyList<string>> ReachedAsync(params long[] campaigns)
    {
        var reached = new List<string>();
        foreach (var send in (await Dotdigital.SendsAsync()).Where(send => campaigns.Contains(send.CampaignId)))
        {
            Assert.False(send.ToAllContacts);
            reached.AddRange((await Dotdigital.ArrivalsAsync(send.Id)).Select(arrival => arrival.Email));
        }

        return reached;
    }

    /// <summary>Whom of this test's people all sends together reached, as often as they were.</summary>
    public async Task<IReadOnlyList<string>> AllReachedAsync()
    {
        var sends = await Dotdigital.SendsAsync();
        Assert.DoesNotContain(sends, send => send.ToAllContacts);
        var reached = new List<string>();
        foreach (var send in sends)
        {
            reached.AddRange((await Dotdigital.ArrivalsAsync(send.Id)).Select(
                arrival => arrival.Email).Where(email => email.EndsWith(Domain, StringComparison.Ordinal)));
        }

        return reached;
    }

    public Task<T> SendAsync<T>(IRequest<T> request) => Application.SendAsync(request);

    public Task<T> ScalarAsync<T>(string sql, object? parameters = null) => Application.AskAsync<T>(sql, parameters);

    public Task ExecuteAsync(string sql, object? parameters = null) => Application.DoAsync(sql, parameters);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) => Application.ListAsync<T>(sql, parameters);

    public sealed record EmailIds
    {
        public long ScheduleId { get; init; }
        public long EmailId { get; init; }
        public long CustomerListId { get; init; }
        public string Name { get; init; } = "";
    }

    public sealed record MailingRow
    {
        public long Id { get; init; }
        public long RunId { get; init; }
        public string State { get; init; } = "";
        public string Step { get; init; } = "";
        public string? Reason { get; init; }
        public long? Recipients { get; init; }
        public long? Imported { get; init; }
        public long? Suppressed { get; init; }
        public long? Invalid { get; init; }
        public long? CopiedCampaignId { get; init; }
        public long? AddressBookId { get; init; }
        public int Attempt { get; init; }
        public int Failures { get; init; }
        public string RunState { get; init; } = "";
        public string? RunReason { get; init; }
    }
}
