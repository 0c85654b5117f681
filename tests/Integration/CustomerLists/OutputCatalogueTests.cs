using System.Globalization;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Infrastructure.Files;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.CustomerLists;

public sealed class OutputCatalogueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/London"];
    private static readonly LocalDate Today = SmallVenue.Middle;
    private static readonly Instant AsOf = Zone.AtStartOfDay(Today).ToInstant() + Duration.FromHours(11);
    private static readonly OutputCatalogue Catalogue = OutputCatalogue.With([
        new Choice(1, "Preference 1"), new Choice(2, "Preference 2"), new Choice(3, "Preference 3")
    ]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_column_of_the_catalogue_holds_what_the_customers_history_says_and_no_row_is_multiplied(bool everyone)
    {
        var venue = new SmallVenue(11, Zone);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await venue.WriteAsync(connection);
        var oracle = Oracle(venue);
        // The booking that matched has a test of its own: here nothing asks for one, and its columns are empty.
        foreach (var matched in Catalogue.Columns.Where(column => column.IsOfBooking))
        {
            oracle.Add(matched.Key, _ => "");
        }

        Assert.Equal(Catalogue.Columns.Select(column => column.Key).Order(), oracle.Keys.Order());

        string[] keys = [.. Catalogue.Columns.Select(column => column.Key)];
        var filter = everyone
            ? Filter.Empty
            : new Filter([new Area([new LocalSegment("All", SegmentDefinition.Of(new EmailCriterion(true)), Not: true)])]);
        SmallCustomer[] members = [.. venue.Customers.Where(customer => everyone || string.IsNullOrEmpty(customer.Email))];
        Assert.Equal(Lines(members, keys, oracle), Rows(connection, filter, keys));
    }

    [Fact]
    public async Task Each_column_can_be_chosen_alone_and_sorted_by_with_blanks_last_and_ties_by_Customer_ID()
    {
        var venue = new SmallVenue(12, Zone);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await venue.WriteAsync(connection);
        foreach (var column in Catalogue.Columns)
        {
            foreach (var descending in new[] { false, true })
            {
                var rows = Rows(connection, Filter.Empty, [column.Key, "customer_id"], new SortBy(column.Key, descending));
                Assert.Equal(60, rows.Length);
                var values = rows.Select(row => row.Split('|')).ToArray();
                var firstBlank = Array.FindIndex(values, row => row[0].Length == 0);
                if (firstBlank >= 0 && column.Key is not ("name" or "email" or "address"))
                {
                    Assert.All(values[firstBlank..], row => Assert.Equal("", row[0]));
                }

                // An empty e-mail address and none at all look alike here, but are not one value.
                foreach (var tie in values.GroupBy(row => row[0]).Where(tie => column.Key != "email" || tie.Key.Length > 0))
                {
                    Assert.Equal(
                        tie.Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)).Order(),
                        tie.Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)));
                }
            }
        }
    }

    [Fact]
    public async Task Each_column_sorts_by_its_values_up_and_down_and_the_preview_is_the_first_20_rows()
    {
        var venue = new SmallVenue(13, Zone);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await venue.WriteAsync(connection);
        var sorted = 0;
        foreach (var column in Catalogue.Columns)
        {
            foreach (var descending in new[] { false, true })
            {
                var compiled = Compile(Filter.Empty, [column.Key], new SortBy(column.Key, descending));
                var rows = Values(connection, compiled, compiled.RowsSql);
                var known = rows.Where(row => row.Value is not null);
                var expected = (descending ? known.OrderByDescending(row => row.Value, InOrder) : known.OrderBy(row => row.Value, InOrder))
                    .ThenBy(row => row.Id).Concat(rows.Where(row => row.Value is null).OrderBy(row => row.Id));
                Assert.Equal(expected, rows);
                Assert.Equal(rows.Take(ListCompiler.PreviewRows), Values(connection, compiled, compiled.PreviewSql));
                sorted += known.Select(row => row.Value).Distinct().Skip(1).Any() ? 1 : 0;
            }
        }

        Assert.True(sorted > 80, $"Only {sorted} orders had two values to put in order.");
    }

    private static Dictionary<string, Func<SmallCustomer, string>> Oracle(SmallVenue venue)
    {
        SmallBooking[] Booked(SmallCustomer customer) => [
            .. venue.Bookings.Where(booking => booking.CustomerId == customer.Id && booking.Status == "Confirmed")
        ];
        SmallBooking? Last(SmallCustomer customer) => Booked(customer).Where(b => !b.Instance.Cancelled && b.Instance.StartsAt < AsOf)
            .OrderBy(b => b.Instance.StartsAt).ThenBy(b => b.Id).LastOrDefault();
        SmallBooking? Next(SmallCustomer customer) => Booked(customer).Where(b => !b.Instance.Cancelled && b.Instance.StartsAt >= AsOf)
            .OrderBy(b => b.Instance.StartsAt).ThenBy(b => b.Id).FirstOrDefault();
        SmallDonation[] Gave(SmallCustomer customer) => [.. venue.Donations.Where(d => d.CustomerId == customer.Id).OrderBy(d => d.At)
            .ThenBy(d => d.Id)];
        bool Current(SmallMembership m) => m.StartsOn <= Today && (m.ExpiresOn is null || m.ExpiresOn >= Today);
        SmallMembership? Membership(SmallCustomer customer) => venue.Memberships.Where(m => m.CustomerId == customer.Id)
            .OrderByDescending(Current).ThenByDescending(m => m.StartsOn).ThenByDescending(m => m.Id).FirstOrDefault();
        SmallMailing[] Mailed(SmallCustomer customer) => [.. venue.Mailings.Where(m => m.CustomerId == customer.Id).OrderBy(m => m.At)
            .ThenBy(m => m.Id)];
        int Year(Instant at) => at.InZone(Zone).Year;
        string Answer(SmallCustomer customer, long id) =>
            venue.Answers.FirstOrDefault(answer => answer.CustomerId == customer.Id && answer.PreferenceId == id).Answer ?? "Not asked";

        return new()
        {
            ["name"] = c => string.Join(' ', new[] { c.FirstName, c.LastName }.OfType<string>()),
            ["first_name"] = c => c.FirstName ?? "",
            ["last_name"] = c => c.LastName ?? "",
            ["email"] = c => c.Email ?? "",
            ["postcode"] = c => c.Postcode ?? "",
            ["phone"] = _ => "",
            ["customer_id"] = c => Text(c.Id),
            ["town"] = c => c.Town ?? "",
            ["title"] = _ => "",
            ["salutation"] = _ => "",
            ["letter_salutation"] = _ => "",
            ["customer_reference"] = c => $"C{c.Id}",
            ["mobile"] = _ => "",
            ["address_line_1"] = _ => "",
            ["address_line_2"] = _ => "",
            ["address_line_3"] = _ => "",
            ["county"] = _ => "",
            ["country"] = c => c.Country ?? "",
            ["address"] = c => string.Join(", ", new[] { c.Town, c.Postcode, c.Country }.OfType<string>()),
            ["birth_date"] = c => Text(c.BirthDate),
            ["age"] = c => c.BirthDate is { } born ? Text(Period.Between(born, Today, PeriodUnits.Years).Years) : "",
            ["created"] = c => Text(c.CreatedAt),
            ["updated"] = _ => "some moment",
            ["tags"] = c => string.Join("; ", venue.Tags.Where(tag => tag.CustomerId == c.Id).Select(tag => $"Tag {tag.TagId}").Order()),
            ["first_booking_date"] = c => Text(Booked(c).MinBy(b => b.BookedAt)?.BookedAt),
            ["last_booking_date"] = c => Text(Booked(c).MaxBy(b => b.BookedAt)?.BookedAt),
            ["next_booking_date"] = c => Text(Next(c)?.Instance.StartsAt),
            ["last_event"] = c => Last(c)?.Instance.Event.Name ?? "",
            ["last_event_date"] = c => Text(Last(c)?.Instance.StartsAt),
            ["next_event"] = c => Next(c)?.Instance.Event.Name ?? "",
            ["next_event_venue"] = c => Next(c)?.Instance.Venue ?? "",
            ["next_event_tickets"] = c => Next(c) is { } next ? Text(next.Tickets) : "",
            ["bookings"] = c => Text(Booked(c).Length),
            ["tickets"] = c => Text(Booked(c).Sum(b => b.Tickets)),
            ["lifetime_spend"] = c => Money(Booked(c).Sum(b => b.Amount)),
            ["spend_this_year"] = c => Money(Booked(c).Where(b => Year(b.BookedAt) == Today.Year).Sum(b => b.Amount)),
            ["spend_last_year"] = c => Money(Booked(c).Where(b => Year(b.BookedAt) == Today.Year - 1).Sum(b => b.Amount)),
            ["average_booking"] = c => Booked(c) is { Length: > 0 } booked
                ? Money(Math.Round(booked.Average(b => b.Amount), 2, MidpointRounding.AwayFromZero))
                : "",
            ["first_donation_date"] = c => Text(Gave(c).FirstOrDefault()?.At),
            ["last_donation_date"] = c => Text(Gave(c).LastOrDefault()?.At),
            ["last_donation_amount"] = c => Gave(c).LastOrDefault() is { } last ? Money(last.Amount) : "",
            ["last_donation_fund"] = c => Gave(c).LastOrDefault()?.Fund ?? "",
            ["last_donation_campaign"] = c => Gave(c).LastOrDefault()?.Campaign ?? "",
            ["donations"] = c => Text(Gave(c).Length),
            ["total_donations"] = c => Money(Gave(c).Sum(d => d.Amount)),
            ["largest_donation"] = c => Gave(c) is { Length: > 0 } gave ? Money(gave.Max(d => d.Amount)) : "",
            ["donations_this_year"] = c => Money(Gave(c).Where(d => Year(d.At) == Today.Year).Sum(d => d.Amount)),
            ["membership_scheme"] = c => Membership(c)?.Scheme ?? "",
            ["membership_start"] = c => Text(Membership(c)?.StartsOn),
            ["membership_expiry"] = c => Text(Membership(c)?.ExpiresOn),
            ["membership_current"] = c => Membership(c) is { } membership && Current(membership) ? "Yes" : "No",
            ["last_mailing"] = c => Mailed(c).LastOrDefault()?.Name ?? "",
            ["last_mailing_category"] = c => Mailed(c).LastOrDefault()?.Category ?? "",
            ["last_mailing_date"] = c => Text(Mailed(c).LastOrDefault()?.At),
            ["mailings"] = c => Text(Mailed(c).Length),
            ["contact_preference_1"] = c => Answer(c, 1),
            ["contact_preference_2"] = c => Answer(c, 2),
            ["contact_preference_3"] = c => Answer(c, 3),
        };
    }

    private static string[] Lines(
        IEnumerable<SmallCustomer> customers, string[] keys, Dictionary<string, Func<SmallCustomer, string>> oracle) =>
        [.. customers.Select(customer => string.Join('|', keys.Select(key => $"{oracle[key](customer)}")))];

    // Text as the Unicode collation's root has it, with capitals after small letters; everything else by its value.
    private static readonly Comparer<object?> InOrder = Comparer<object?>.Create((one, other) => one is string text
        ? CultureInfo.GetCultureInfo("en-GB").CompareInfo.Compare(text, (string)other!)
        : Comparer<object?>.Default.Compare(one, other));

    private static CompiledList Compile(Filter filter, string[] keys, params SortBy[] sort) => ListCompiler.Compile(
        new ListSnapshot(new ListDefinition(Filter.Empty, filter), new Dictionary<string, SegmentSnapshot>(), keys, sort), Catalogue,
        new DateMetricClock(AsOf, Zone));

    private static List<(object? Value, long Id)> Values(NpgsqlConnection connection, CompiledList compiled, string sql)
    {
        using var command = compiled.Command(connection, sql);
        using var reader = command.ExecuteReader();
        var rows = new List<(object?, long)>();
        while (reader.Read())
        {
            rows.Add((reader.IsDBNull(2) ? null : reader.GetValue(2), reader.GetInt64(1)));
        }

        return rows;
    }

    private static string[] Rows(NpgsqlConnection connection, Filter filter, string[] keys, params SortBy[] sort)
    {
        var compiled = Compile(filter, keys, sort);
        using var command = compiled.Command(connection, compiled.RowsSql);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(
                '|',
                keys.Select((key, index) => key == "updated" ? "some moment" : Cell(reader, index + 2, compiled.Columns[index].Kind))));
        }

        return [.. rows];
    }

    // The getters that the file writers use: each column must have the type that its kind promises.
    private static string Cell(NpgsqlDataReader reader, int ordinal, FileColumnKind kind) => reader.IsDBNull(ordinal) ? "" : kind switch
    {
        FileColumnKind.Text => reader.GetString(ordinal),
        FileColumnKind.Integer => Text(reader.GetInt64(ordinal)),
        FileColumnKind.Decimal => Money(reader.GetDecimal(ordinal)),
        FileColumnKind.Date => Text(LocalDate.FromDateOnly(reader.GetFieldValue<DateOnly>(ordinal))),
        FileColumnKind.Instant => Text(Instant.FromDateTimeUtc(reader.GetDateTime(ordinal))),
        FileColumnKind.YesNo => reader.GetBoolean(ordinal) ? "Yes" : "No",
        _ => throw new InvalidOperationException(),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(LocalDate? date) => date?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Text(Instant? at) => at?.ToString("uuuu-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "";

    private static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
