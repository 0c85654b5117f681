using System.Text.Json.Serialization;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>
/// One question about a customer. Each kind holds what it asks, its words, and its SQL over <c>c</c>, a row of
/// <c>crm.customers</c>. What is unknown does not match.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NameCriterion), "name")]
[JsonDerivedType(typeof(EmailCriterion), "email")]
[JsonDerivedType(typeof(TownCriterion), "town")]
[JsonDerivedType(typeof(PostcodeCriterion), "postcode")]
[JsonDerivedType(typeof(CountryCriterion), "country")]
[JsonDerivedType(typeof(CreatedCriterion), "created")]
[JsonDerivedType(typeof(BirthdayCriterion), "birthday")]
[JsonDerivedType(typeof(TagCriterion), "tag")]
[JsonDerivedType(typeof(ContactPreferenceCriterion), "contactPreference")]
[JsonDerivedType(typeof(BookingCriterion), "booking")]
[JsonDerivedType(typeof(DonationCriterion), "donation")]
[JsonDerivedType(typeof(MembershipCriterion), "membership")]
[JsonDerivedType(typeof(MailingCriterion), "mailing")]
public abstract record Criterion
{
    /// <summary>What is wrong with it, for a person; null when nothing is.</summary>
    public abstract string? Problem();

    /// <summary>In plain words, to follow "customers who".</summary>
    public abstract string Describe();

    /// <summary>The date metrics that it holds.</summary>
    public virtual IEnumerable<DateMetric> DateMetrics() => [];

    internal abstract Predicate Compile(CriteriaSql sql);
}
