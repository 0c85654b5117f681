using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>The fields of every kind of criterion, as typed; each kind uses its own.</summary>
public sealed class CriterionInput
{
    /// <summary>A key of <see cref="CriterionKind"/>.</summary>
    public string Kind { get; set; } = "";

    public NameField Field { get; set; }

    public TextMatch Match { get; set; } = TextMatch.StartsWith;

    public string Text { get; set; } = "";

    public bool Present { get; set; } = true;

    /// <summary>Towns, countries or beginnings of postcodes, one a line.</summary>
    public string Lines { get; set; } = "";

    public DateMetricInput Date { get; set; } = new();

    public DateMetricInput BookedDate { get; set; } = new();

    /// <summary>Tags, or events.</summary>
    public List<long> Ids { get; set; } = [];

    public List<long> Instances { get; set; } = [];

    public long? Preference { get; set; }

    public List<ContactAnswer> Answers { get; set; } = [];

    public List<BookingStatus> Statuses { get; set; } = [];

    /// <summary>Producers, funds, schemes or categories.</summary>
    public List<string> Values { get; set; } = [];

    public List<string> Campaigns { get; set; } = [];

    public bool Current { get; set; }

    public string TicketsAtLeast { get; set; } = "";

    public string AmountAtLeast { get; set; } = "";

    public string NumberAtLeast { get; set; } = "";

    public string TotalAtLeast { get; set; } = "";

    /// <summary>What to look for among all that can be ticked.</summary>
    public string Find { get; set; } = "";

    /// <summary>A new criterion of a kind, with what is wanted most often.</summary>
    public static CriterionInput New(string kind) => new()
    {
        Kind = kind,
        Answers = kind == "contactPreference" ? [ContactAnswer.Yes] : [],
        Statuses = kind == "booking" ? [BookingStatus.Confirmed] : [],
        Current = kind == "membership",
    };

    public static CriterionInput Of(Criterion criterion)
    {
        var input = new CriterionInput { Kind = CriterionKind.Of(criterion).Key };
        switch (criterion)
        {
            case NameCriterion name:
                (input.Field, input.Match, input.Text) = (name.Field, name.Match, name.Text);
                break;
            case EmailCriterion email:
                input.Present = email.Present;
                break;
            case TownCriterion town:
                input.Lines = string.Join('\n', town.Towns);
                break;
            case CountryCriterion country:
                input.Lines = string.Join('\n', country.Countries);
                break;
            case PostcodeCriterion postcode:
                input.Lines = string.Join('\n', postcode.StartsWith);
                break;
            case CreatedCriterion created:
                input.Date = DateMetricInput.Of(created.Date);
                break;
            case BirthdayCriterion birthday:
                input.Date = DateMetricInput.Of(birthday.Date);
                break;
            case TagCriterion tag:
                input.Ids = [.. tag.Tags.Select(choice => choice.Id)];
                break;
            case ContactPreferenceCriterion preference:
                (input.Preference, input.Answers) = (preference.Preference.Id, [.. preference.Answers]);
                break;
            case BookingCriterion booking:
                input.Ids = [.. booking.Events.Select(choice => choice.Id)];
                input.Instances = [.. booking.Instances.Select(choice => choice.Id)];
                (input.Values, input.Statuses) = ([.. booking.Producers], [.. booking.Statuses]);
                (input.Date, input.BookedDate) = (DateMetricInput.Of(booking.EventDate), DateMetricInput.Of(booking.BookedDate));
                (input.TicketsAtLeast, input.AmountAtLeast) = (Typed(booking.TicketsAtLeast), Typed(booking.AmountAtLeast));
                (input.NumberAtLeast, input.TotalAtLeast) = (Typed(booking.NumberAtLeast), Typed(booking.TotalAtLeast));
                break;
            case DonationCriterion donation:
                (input.Values, input.Campaigns, input.Date) = ([.. donation.Funds], [.. donation.Campaigns], DateMetricInput.Of(donation.Date));
                (input.AmountAtLeast, input.NumberAtLeast, input.TotalAtLeast) =
                    (Typed(donation.AmountAtLeast), Typed(donation.NumberAtLeast), Typed(donation.TotalAtLeast));
                break;
            case MembershipCriterion membership:
                (input.Values, input.Current, input.Date) = ([.. membership.Schemes], membership.Current, DateMetricInput.Of(membership.Expires));
                break;
            case MailingCriterion mailing:
                (input.Values, input.Date) = ([.. mailing.Categories], DateMetricInput.Of(mailing.Date));
                break;
        }

        return input;
    }

    /// <summary>The criterion, or the field that keeps it from being one and why.</summary>
    /// <param name="names">What the chosen ids are called. One that has gone is not left out in silence: "any event" is not what was asked.</param>
    public (Criterion? Criterion, string Field, string? Problem) ToCriterion(CriterionNames names)
    {
        var numbers = new (string Field, string Typed, bool Whole)[]
        {
            (nameof(TicketsAtLeast), TicketsAtLeast, true), (nameof(NumberAtLeast), NumberAtLeast, true),
            (nameof(AmountAtLeast), AmountAtLeast, false), (nameof(TotalAtLeast), TotalAtLeast, false),
        };
        foreach (var (field, typed, whole) in numbers)
        {
            if (typed.Trim().Length > 0 && (whole ? Problems.Number(Whole(typed) ?? 0) : Problems.Amount(Amount(typed) ?? -1)) is { } wrong)
            {
                return (null, field, wrong);
            }
        }

        if (names.Gone is [var (where, gone), ..])
        {
            return (null, where, $"{gone.Name} is no longer in the customer data, so nobody would match it. {(where == nameof(Preference) ? "Choose another." : "Untick it, and tick another or leave this open.")}");
        }

        foreach (var (field, date) in new[] { (nameof(Date), Date), (nameof(BookedDate), BookedDate) })
        {
            if (date.ToMetric()?.Problem() is { } wrong)
            {
                return (null, field, wrong);
            }
        }

        if (Kind is "created" or "birthday" && Date.ToMetric() is null)
        {
            return (null, nameof(Date), "Choose dates.");
        }

        if (Make(names) is not { } criterion)
        {
            return (null, nameof(Preference), "Choose a contact preference.");
        }

        return criterion.Problem() is { } problem ? (null, Main, problem) : (criterion, "", null);
    }

    /// <summary>The field that a problem of the whole criterion is shown beside.</summary>
    private string Main => Kind switch
    {
        "name" => nameof(Text),
        "town" or "country" or "postcode" => nameof(Lines),
        "created" or "birthday" => nameof(Date),
        "tag" => nameof(Ids),
        "contactPreference" => nameof(Answers),
        _ => nameof(Values),
    };

    private Criterion? Make(CriterionNames names) => Kind switch
    {
        "name" => new NameCriterion(Field, Match, Text.Trim()),
        "email" => new EmailCriterion(Present),
        "town" => new TownCriterion(EachLine()),
        "country" => new CountryCriterion(EachLine()),
        "postcode" => new PostcodeCriterion(EachLine()),
        "created" => new CreatedCriterion(Date.ToMetric()!),
        "birthday" => new BirthdayCriterion(Date.ToMetric()!),
        "tag" => new TagCriterion(names.Of(Ids, names.Tags)),
        "contactPreference" => names.Of(Preference is { } id ? [id] : [], names.Preferences) is [var preference]
            ? new ContactPreferenceCriterion(preference, [.. Answers.Distinct()])
            : null,
        "booking" => new BookingCriterion
        {
            Events = names.Of(Ids, names.Events), Instances = names.Of(Instances, names.Instances), Producers = Each(Values),
            EventDate = Date.ToMetric(), BookedDate = BookedDate.ToMetric(), Statuses = [.. Statuses.Distinct()],
            TicketsAtLeast = Whole(TicketsAtLeast), AmountAtLeast = Amount(AmountAtLeast), NumberAtLeast = Whole(NumberAtLeast), TotalAtLeast = Amount(TotalAtLeast),
        },
        "donation" => new DonationCriterion
        {
            Funds = Each(Values), Campaigns = Each(Campaigns), Date = Date.ToMetric(),
            AmountAtLeast = Amount(AmountAtLeast), NumberAtLeast = Whole(NumberAtLeast), TotalAtLeast = Amount(TotalAtLeast),
        },
        "membership" => new MembershipCriterion { Schemes = Each(Values), Current = Current, Expires = Date.ToMetric() },
        "mailing" => new MailingCriterion { Categories = Each(Values), Date = Date.ToMetric() },
        _ => throw new DefinitionException("There is no such criterion."),
    };

    private string[] EachLine() =>
        [.. Lines.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string[] Each(List<string> values) => [.. values.Where(value => value.Length > 0).Distinct()];

    private static int? Whole(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static decimal? Amount(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    private static string Typed(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Typed(decimal? amount) => amount?.ToString(CultureInfo.InvariantCulture) ?? "";
}
