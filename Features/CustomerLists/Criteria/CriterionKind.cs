namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>The kinds of criteria as they are offered: by what they are about.</summary>
public sealed record CriterionKind(string Key, string Label, string Group)
{
    public static readonly IReadOnlyList<CriterionKind> All =
    [
        new("name", "Name", "Customer"),
        new("email", "E-mail address", "Customer"),
        new("town", "Town", "Customer"),
        new("postcode", "Postcode starts with", "Customer"),
        new("country", "Country", "Customer"),
        new("created", "Created", "Customer"),
        new("birthday", "Birthday", "Customer"),
        new("tag", "Tag", "Customer"),
        new("contactPreference", "Contact preference", "Customer"),
        new("booking", "Booking", "History"),
        new("donation", "Donation", "History"),
        new("membership", "Membership", "History"),
        new("mailing", "Mailing received", "History"),
    ];

    public static CriterionKind? Find(string? key) => All.FirstOrDefault(kind => kind.Key == key);

    public static CriterionKind Of(Criterion criterion) => Find(criterion switch
    {
        NameCriterion => "name",
        EmailCriterion => "email",
        TownCriterion => "town",
        PostcodeCriterion => "postcode",
        CountryCriterion => "country",
        CreatedCriterion => "created",
        BirthdayCriterion => "birthday",
        TagCriterion => "tag",
        ContactPreferenceCriterion => "contactPreference",
        BookingCriterion => "booking",
        DonationCriterion => "donation",
        MembershipCriterion => "membership",
        MailingCriterion => "mailing",
        _ => throw new ArgumentOutOfRangeException(nameof(criterion)),
    })!;
}
