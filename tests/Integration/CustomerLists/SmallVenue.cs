using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.CustomerLists;

internal sealed record SmallCustomer(
    long Id, string? FirstName, string? LastName, string? Email, string? Town, string? Postcode, string? Country, LocalDate? BirthDate,
    Instant CreatedAt);

internal sealed record SmallEvent(long Id, string Name, string? Producer);

internal sealed record SmallInstance(long Id, SmallEvent Event, Instant StartsAt, string? Venue, bool Cancelled);

internal sealed record SmallBooking(
    long Id, long CustomerId, SmallInstance Instance, Instant BookedAt, int Tickets, decimal Amount, string Status, string? Seats = null);

internal sealed record SmallDonation(long Id, long CustomerId, string Fund, string? Campaign, Instant At, decimal Amount);

internal sealed record SmallMembership(long Id, long CustomerId, string Scheme, LocalDate StartsOn, LocalDate? ExpiresOn);

internal sealed record SmallMailing(long Id, long CustomerId, string Category, string Name, Instant At);

/// <summary>
/// A venue of sixty customers held in memory and written to a database alike. Few distinct values, many nulls, and moments close to
/// local midnights, so that conditions meet, miss and overlap often.
/// </summary>
internal sealed class SmallVenue
{
    public static readonly LocalDate Middle = new(2026, 11, 21);
    public static readonly string[] Names = ["Ann", "ANN", "Anna", "bob", "Zoë", "O'Neil", "100%", "a_b"];
    public static readonly string[] Towns = ["Oxford", "OXFORD", "Bicester", "Witney"];
    public static readonly string[] Countries = ["France", "Wales"];
    public static readonly string[] Postcodes = ["OX1 1AA", "ox11aa", "OX14 2BB", "OX11 1AA", "OX1", "RG1 3CC", "K1A 0B1", "75001", "%"];
    public static readonly string[] Producers = ["Paper Lantern", "PAPER LANTERN", "North Quay"];
    public static readonly string[] EventNames = ["Clay Workshop", "WORKSHOP: Étude", "Hamlet", "100% Jazz", "Jazz"];
    public static readonly string[] Seats = ["A1", "B2, B3", "C4"];
    public static readonly string[] Statuses = ["Reserved", "Confirmed", "Cancelled", "Refunded"];
    public static readonly string[] Funds = ["Roof", "roof", "Youth"];
    public static readonly string[] Campaigns = ["Spring", "Autumn"];
    public static readonly string[] Schemes = ["Friend", "FRIEND", "Patron"];
    public static readonly string[] Categories = ["News", "Fundraising"];

    private readonly Random random;
    private readonly DateTimeZone zone;

    public SmallVenue(int seed, DateTimeZone zone)
    {
        random = new Random(seed);
        this.zone = zone;
        Customers = [.. Enumerable.Range(1, 60).Select(id => new SmallCustomer(
            id, Maybe(Names), Maybe(Names), random.Next(4) == 0 ? null : random.Next(4) == 0 ? "" : $"c{id}@example.org",
            Maybe(Towns), Maybe(Postcodes), Maybe(Countries), random.Next(3) == 0 ? null : BirthDate(), Moment()))];
        Events = [.. Enumerable.Range(1, 5).Select(id => new SmallEvent(id, EventNames[id - 1], Maybe(Producers)))];
        Instances = [.. Enumerable.Range(1, 30)
            .Select(id => new SmallInstance(id, One(Events), Moment(), Maybe(Towns), random.Next(5) == 0))];
        Bookings = [.. Enumerable.Range(1, 150)
            .Select(id => new SmallBooking(
                id, Somebody(), One(Instances), Moment(), random.Next(5), Amount(), One(Statuses), Maybe(Seats)))];
        Donations = [.. Enumerable.Range(1, 60)
            .Select(id => new SmallDonation(id, Somebody(), One(Funds), Maybe(Campaigns), Moment(), Amount()))];
        Memberships = [.. Enumerable.Range(1, 50).Select(Membership)];
        Mailings = [.. Enumerable.Range(1, 50)
            .Select(id => new SmallMailing(id, Somebody(), One(Categories), $"Mailing {id % 7}", Moment()))];
        Tags = [.. Enumerable.Range(1, 70).Select(_ => (Somebody(), (long)random.Next(1, 5))).Distinct()];
        EventTags = [.. Enumerable.Range(1, 9).Select(_ => (One(Events).Id, (long)random.Next(1, 4))).Distinct()];
        Answers = [.. Enumerable.Range(1, 90).Select(_ => (Somebody(), (long)random.Next(1, 4))).Distinct()
            .Select(pair => (pair.Item1, pair.Item2, random.Next(2) == 0 ? "Yes" : "No"))];
    }

    public SmallCustomer[] Customers { get; private init; }

    /// <summary>Customers recorded at the first and at the last millisecond of each of 1,600 days.</summary>
    public static SmallVenue OfMidnights(DateTimeZone zone) => new(5, zone)
    {
        Customers =
        [
            .. Enumerable.Range(-800, 1600)
                .Select(day => zone.AtStartOfDay(Middle.PlusDays(day)).ToInstant())
                .SelectMany(midnight => new[] { midnight, midnight - Duration.FromMilliseconds(1) })
                .Select((moment, index) => new SmallCustomer(index + 1, null, null, null, null, null, null, null, moment)),
        ],
    };

    public SmallEvent[] Events { get; }

    public SmallInstance[] Instances { get; }

    public SmallBooking[] Bookings { get; }

    public SmallDonation[] Donations { get; }

    public SmallMembership[] Memberships { get; }

    public SmallMailing[] Mailings { get; }

    public (long CustomerId, long TagId)[] Tags { get; }

    public (long EventId, long TagId)[] EventTags { get; }

    public (long CustomerId, long PreferenceId, string Answer)[] Answers { get; }

    public async Task WriteAsync(NpgsqlConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            truncate crm.customers, crm.tags, crm.contact_preferences, crm.events, crm.event_tags, crm.event_instances,
              crm.bookings cascade;
            insert into crm.event_tags (id, external_reference, name) select id, id, 'Event tag ' || id from generate_series(1, 3) id;
            insert into crm.tags (id, external_reference, name) select id, id, 'Tag ' || id from generate_series(1, 4) id;
            insert into crm.contact_preferences (id, external_reference, name) select id, id, 'Preference ' || id
              from generate_series(1, 3) id
            """);
        await connection.ExecuteAsync(
            """
            insert into crm.customers (id, external_reference, first_name, last_name, email, town, postcode, country, birth_date,
              created_at)
            values (@Id, 'C' || @Id, @FirstName, @LastName, @Email, @Town, @Postcode, @Country, @BirthDate, @CreatedAt)
            """,
            Customers);
        await connection.ExecuteAsync(
            "insert into crm.events (id, external_reference, name, producer) values (@Id, @Id, @Name, @Producer)", Events);
        await connection.ExecuteAsync(
            "insert into crm.event_instances (id, external_reference, event_id, starts_at, venue, cancelled) "
            + "values (@Id, @Id, @EventId, @StartsAt, @Venue, @Cancelled)",
            Instances.Select(row => new { row.Id, EventId = row.Event.Id, row.StartsAt, row.Venue, row.Cancelled }));
        await connection.ExecuteAsync(
            "insert into crm.tagged_events values (@Item1, @Item2)", EventTags.Select(tag => new { tag.Item1, tag.Item2 }));
        await connection.ExecuteAsync(
            """
            insert into crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status,
              seats)
            values (@Id, @Id, @CustomerId, @InstanceId, @BookedAt, @Tickets, @Amount, @Status, @Seats)
            """,
            Bookings.Select(
                row => new
                {
                    row.Id, row.CustomerId, InstanceId = row.Instance.Id, row.BookedAt, row.Tickets, row.Amount, row.Status, row.Seats,
                }));
        await connection.ExecuteAsync(
            """
            insert into crm.donations (id, external_reference, customer_id, fund, campaign, donated_at, amount)
            values (@Id, @Id, @CustomerId, @Fund, @Campaign, @At, @Amount)
            """,
            Donations);
        await connection.ExecuteAsync(
            "insert into crm.memberships (id, external_reference, customer_id, scheme, starts_on, expires_on) "
            + "values (@Id, @Id, @CustomerId, @Scheme, @StartsOn, @ExpiresOn)",
            Memberships);
        await connection.ExecuteAsync(
            "insert into crm.mailings_received (id, customer_id, category, name, received_at) "
            + "values (@Id, @CustomerId, @Category, @Name, @At)", Mailings);
        await connection.ExecuteAsync(
            "insert into crm.customer_tags values (@Item1, @Item2)", Tags.Select(tag => new { tag.Item1, tag.Item2 }));
        await connection.ExecuteAsync(
            "insert into crm.customer_contact_preferences values (@Item1, @Item2, @Item3)",
            Answers.Select(answer => new { answer.Item1, answer.Item2, answer.Item3 }));
        await transaction.CommitAsync();
    }

    private SmallMembership Membership(int id)
    {
        var starts = Middle.PlusDays(random.Next(-500, 60));
        return new SmallMembership(id, Somebody(), One(Schemes), starts, random.Next(5) == 0 ? null : starts.PlusDays(random.Next(0, 500)));
    }

    private T One<T>(T[] choices) => choices[random.Next(choices.Length)];

    private string? Maybe(string[] choices) => random.Next(4) == 0 ? null : One(choices);

    // The last ten customers have nothing at all.
    private long Somebody() => random.Next(1, 51);

    private decimal Amount() => random.Next(-1, 5) * 12.25m;

    private LocalDate BirthDate() => random.Next(6) == 0
        ? new LocalDate(1980 + (4 * random.Next(8)), 2, 29)
        : new LocalDate(1950, 1, 1).PlusDays(random.Next(20_000));

    private Instant Moment()
    {
        var spread = random.Next(3) switch { 0 => 10, 1 => 60, _ => 500 };
        var midnight = zone.AtStartOfDay(Middle.PlusDays(random.Next(-spread, spread + 1))).ToInstant();
        return midnight + random.Next(4) switch
        {
            0 => Duration.Zero,
            1 => Duration.FromMilliseconds(-1),
            2 => Duration.FromMinutes(random.Next(24 * 60)),
            _ => Duration.FromSeconds(random.Next(-3700, 3700)),
        };
    }
}
