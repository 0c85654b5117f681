using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using NodaTime;

namespace CustomerListSchedules.Integration.CustomerLists;

/// <summary>
/// What docs/what-it-does.md says about lists, evaluated over objects one customer at a time, with nothing taken from the compiler.
/// </summary>
internal sealed class Evaluator(SmallVenue venue, LocalDate today, DateTimeZone zone)
{
    public long[] Members(ListDefinition definition, IReadOnlyDictionary<string, SegmentSnapshot> globals) =>
    [
        .. venue.Customers
            .Where(customer => Meets(definition.PreFilter, globals, customer) && Meets(definition.MainFilter, globals, customer))
            .Select(customer => customer.Id),
    ];

    private bool Meets(Filter filter, IReadOnlyDictionary<string, SegmentSnapshot> globals, SmallCustomer customer)
    {
        var areas = filter.Areas.Where(area => area.Segments.Count > 0).ToArray();
        return areas.Length == 0 || areas.Any(area => Holds(area, globals, customer));
    }

    private bool Holds(Area area, IReadOnlyDictionary<string, SegmentSnapshot> globals, SmallCustomer customer) =>
        area.Segments.All(segment => segment.Not != Meets(Criteria(segment, globals), customer));

    private static SegmentDefinition Criteria(AreaSegment segment, IReadOnlyDictionary<string, SegmentSnapshot> globals) => segment switch
    {
        LocalSegment local => local.Definition,
        GlobalSegment global => globals[$"{global.SegmentId}"].Definition,
        _ => throw new InvalidOperationException(),
    };

    private bool Meets(SegmentDefinition segment, SmallCustomer customer) => segment.Join == Join.And
        ? segment.Criteria.All(criterion => Meets(criterion, customer))
        : segment.Criteria.Any(criterion => Meets(criterion, customer));

    public bool Meets(Criterion criterion, SmallCustomer customer) => criterion switch
    {
        NameCriterion name => Meets(name, customer),
        EmailCriterion email => email.Present == !string.IsNullOrEmpty(customer.Email),
        TownCriterion town => town.Towns.Any(wanted => Same(customer.Town, wanted)),
        CountryCriterion country => country.Countries.Any(wanted => Same(customer.Country, wanted)),
        PostcodeCriterion postcode => customer.Postcode is { } known
            && postcode.StartsWith.Any(start => Meets(start.Trim().ToUpperInvariant(), Squeezed(known))),
        CreatedCriterion created => On(created.Date, customer.CreatedAt),
        BirthdayCriterion birthday => customer.BirthDate is { } born
            && Enumerable.Range(1990, 80).Any(year => In(birthday.Date, Birthday(born, year))),
        TagCriterion tag => venue.Tags.Any(has => has.CustomerId == customer.Id && tag.Tags.Any(wanted => wanted.Id == has.TagId)),
        ContactPreferenceCriterion preference => preference.Answers.Contains(
            venue.Answers.Where(answer => answer.CustomerId == customer.Id && answer.PreferenceId == preference.Preference.Id)
                .Select(answer => answer.Answer).SingleOrDefault() switch
            {
                "Yes" => ContactAnswer.Yes,
                "No" => ContactAnswer.No,
                _ => ContactAnswer.NotAsked,
            }),
        BookingCriterion booking => Meets(booking, customer),
        DonationCriterion donation => Meets(donation, customer),
        MembershipCriterion membership => venue.Memberships.Any(has => has.CustomerId == customer.Id
            && (membership.Schemes.Count == 0 || membership.Schemes.Any(wanted => Same(has.Scheme, wanted)))
            && (!membership.Current || (has.StartsOn <= today && (has.ExpiresOn is null || has.ExpiresOn >= today)))
            && (membership.Expires is null || (has.ExpiresOn is { } expires && In(membership.Expires, expires)))),
        MailingCriterion mailing => venue.Mailings.Any(has => has.CustomerId == customer.Id
            && (mailing.Categories.Count == 0 || mailing.Categories.Any(wanted => Same(has.Category, wanted)))
            && On(mailing.Date, has.At)),
        _ => throw new InvalidOperationException(criterion.GetType().Name),
    };

    private static bool Meets(NameCriterion criterion, SmallCustomer customer)
    {
        var name = criterion.Field switch
        {
            NameField.FirstName => customer.FirstName,
            NameField.LastName => customer.LastName,
            _ => string.Join(' ', new[] { customer.FirstName, customer.LastName }.OfType<string>()),
        };
        return name is not null && criterion.Match switch
        {
            TextMatch.Is => Same(name, criterion.Text),
            TextMatch.StartsWith => name.StartsWith(criterion.Text, StringComparison.OrdinalIgnoreCase),
            _ => name.Contains(criterion.Text, StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>The customer's bookings that matched: by id, each once.</summary>
    public SmallBooking[] Matched(
        ListDefinition definition, IReadOnlyDictionary<string, SegmentSnapshot> globals, SmallCustomer customer) =>
    [
        .. definition.PreFilter.Areas.Concat(definition.MainFilter.Areas)
            .Where(area => Holds(area, globals, customer))
            .SelectMany(area => area.Segments.Where(segment => !segment.Not))
            .SelectMany(segment => Criteria(segment, globals).Criteria.OfType<BookingCriterion>())
            .SelectMany(criterion => Those(criterion, customer))
            .DistinctBy(booking => booking.Id).OrderBy(booking => booking.Id),
    ];

    private bool Meets(BookingCriterion criterion, SmallCustomer customer)
    {
        var those = Those(criterion, customer);
        return those.Length >= Math.Max(1, criterion.NumberAtLeast ?? 1)
            && those.Sum(booking => booking.Amount) >= (criterion.TotalAtLeast ?? decimal.MinValue);
    }

    private SmallBooking[] Those(BookingCriterion criterion, SmallCustomer customer) =>
    [
        .. venue.Bookings.Where(booking => booking.CustomerId == customer.Id
            && (criterion.Events.Count == 0 || criterion.Events.Any(wanted => wanted.Id == booking.Instance.Event.Id))
            && (criterion.EventNameContains is not { } part
                || booking.Instance.Event.Name.Contains(part, StringComparison.OrdinalIgnoreCase))
            && (criterion.EventTags.Count == 0
                || criterion.EventTags.Any(wanted => venue.EventTags.Contains((booking.Instance.Event.Id, wanted.Id))))
            && (criterion.Producers.Count == 0 || criterion.Producers.Any(wanted => Same(booking.Instance.Event.Producer, wanted)))
            && (criterion.Instances.Count == 0 || criterion.Instances.Any(wanted => wanted.Id == booking.Instance.Id))
            && On(criterion.EventDate, booking.Instance.StartsAt)
            && (criterion.EventDate is null || criterion.Instances.Count > 0 || !booking.Instance.Cancelled)
            && On(criterion.BookedDate, booking.BookedAt)
            && (criterion.Statuses.Count == 0 || criterion.Statuses.Any(wanted => wanted.ToString() == booking.Status))
            && booking.Tickets >= (criterion.TicketsAtLeast ?? int.MinValue)
            && booking.Amount >= (criterion.AmountAtLeast ?? decimal.MinValue)),
    ];

    private bool Meets(DonationCriterion criterion, SmallCustomer customer)
    {
        var those = venue.Donations.Where(donation => donation.CustomerId == customer.Id
            && (criterion.Funds.Count == 0 || criterion.Funds.Any(wanted => Same(donation.Fund, wanted)))
            && (criterion.Campaigns.Count == 0 || criterion.Campaigns.Any(wanted => Same(donation.Campaign, wanted)))
            && On(criterion.Date, donation.At)
            && donation.Amount >= (criterion.AmountAtLeast ?? decimal.MinValue)).ToArray();
        return those.Length >= Math.Max(1, criterion.NumberAtLeast ?? 1)
            && those.Sum(donation => donation.Amount) >= (criterion.TotalAtLeast ?? decimal.MinValue);
    }

    private bool On(DateMetric? metric, Instant at) => metric is null || In(metric, at.InZone(zone).Date);

    /// <summary>Whether a day is one of the metric's days, asked of the day rather than by making a range.</summary>
    private bool In(DateMetric metric, LocalDate day)
    {
        var days = Period.DaysBetween(today, day);
        var weeks = Period.DaysBetween(Monday(today), Monday(day)) / 7;
        var months = ((day.Year - today.Year) * 12) + day.Month - today.Month;
        var quarters = ((day.Year - today.Year) * 4) + Quarter(day) - Quarter(today);
        var years = day.Year - today.Year;
        return metric.Kind switch
        {
            DateMetricKind.Today => days == 0,
            DateMetricKind.Yesterday => days == -1,
            DateMetricKind.Tomorrow => days == 1,
            DateMetricKind.ThisWeek => weeks == 0,
            DateMetricKind.LastWeek => weeks == -1,
            DateMetricKind.NextWeek => weeks == 1,
            DateMetricKind.ThisMonth => months == 0,
            DateMetricKind.LastMonth => months == -1,
            DateMetricKind.NextMonth => months == 1,
            DateMetricKind.ThisQuarter => quarters == 0,
            DateMetricKind.LastQuarter => quarters == -1,
            DateMetricKind.NextQuarter => quarters == 1,
            DateMetricKind.ThisYear => years == 0,
            DateMetricKind.LastYear => years == -1,
            DateMetricKind.NextYear => years == 1,
            DateMetricKind.LastDays => days < 0 && days >= -metric.Days,
            DateMetricKind.NextDays => days > 0 && days <= metric.Days,
            DateMetricKind.On => day == metric.From,
            DateMetricKind.Before => day < metric.From,
            DateMetricKind.After => day > metric.From,
            DateMetricKind.Between => day >= metric.From && day <= metric.To,
            _ => throw new InvalidOperationException(),
        };
    }

    private static LocalDate Monday(LocalDate day) => day.DayOfWeek == IsoDayOfWeek.Monday ? day : day.Previous(IsoDayOfWeek.Monday);

    private static int Quarter(LocalDate day) => (day.Month - 1) / 3;

    private static LocalDate Birthday(LocalDate born, int year) =>
        born is { Month: 2, Day: 29 } && !CalendarSystem.Iso.IsLeapYear(year)
            ? new LocalDate(year, 2, 28)
            : new LocalDate(year, born.Month, born.Day);

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static bool Meets(string typed, string postcode)
    {
        // A British postcode ends in a digit and two letters; before them stands its outward code, which may also stand alone.
        var inward = postcode.Length > 4 && char.IsAsciiDigit(postcode[^3]) && char.IsAsciiLetter(postcode[^2])
            && char.IsAsciiLetter(postcode[^1]) && IsOutward(postcode[..^3]) ? postcode[^3..] : "";
        var outward = postcode[..^inward.Length];
        var words = typed.Split(' ');
        if (!IsOutward(outward) || !IsOutward(words[0]))
        {
            return postcode.StartsWith(Squeezed(typed).TrimEnd('*'), StringComparison.Ordinal);
        }

        return words switch
        {
            [var district] => district == outward,
            [var district, [var sector]] when char.IsAsciiDigit(sector) => district == outward && inward.StartsWith(sector),
            _ => postcode.StartsWith(Squeezed(typed).TrimEnd('*'), StringComparison.Ordinal),
        };
    }

    private static bool IsOutward(string code) =>
        code.TakeWhile(char.IsAsciiLetterUpper).Count() is var letters and (1 or 2)
        && code.Length - letters is 1 or 2 && code.Length > letters && char.IsAsciiDigit(code[letters])
        && char.IsAsciiLetterOrDigit(code[^1]);

    private static string Squeezed(string postcode) => postcode.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
