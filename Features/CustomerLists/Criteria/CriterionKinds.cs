using System.Text.Json.Serialization.Metadata;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>
/// Every kind of criterion, in the order in which they are offered. What is not named here is neither offered nor stored nor read.
/// </summary>
public static class CriterionKinds
{
    public static readonly IReadOnlyList<CriterionKind> All =
    [
        new NameKind(),
        new EmailKind(),
        new TownKind(),
        new PostcodeKind(),
        new CountryKind(),
        new CreatedKind(),
        new BirthdayKind(),
        new TagKind(),
        new ContactPreferenceKind(),
        new BookingKind(),
        new DonationKind(),
        new MembershipKind(),
        new MailingKind(),
    ];

    public static CriterionKind? Find(string? key) => All.FirstOrDefault(kind => kind.Key == key);

    public static CriterionKind Of(Criterion criterion) => All.First(kind => kind.CriterionType == criterion.GetType());

    /// <summary>Stored criteria say their kind by its key.</summary>
    internal static void NameTypes(JsonTypeInfo type)
    {
        if (type.Type == typeof(Criterion))
        {
            type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
            foreach (var kind in All)
            {
                type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind.CriterionType, kind.Key));
            }
        }
    }
}
