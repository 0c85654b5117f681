using System.Text.Json;
using CustomerListSchedules.Features.RunCustomerList.Agreement;
using CustomerListSchedules.Features.Shared.Outside;

namespace CustomerListSchedules.Features.DeliverSchedule.Sharing;

/// <summary>An address outside that was to get contact columns of a delivery, though not everybody in it had agreed to it.</summary>
/// <param name="Address">The address.</param>
/// <param name="Company">Its company; null where none is known.</param>
/// <param name="Customers">How many are in what it was to get.</param>
/// <param name="NotAgreed">How many of them had not agreed.</param>
/// <param name="LeftOut">Whether it got nothing; otherwise that is only said.</param>
public sealed record SharedWith(string Address, string? Company, long Customers, long NotAgreed, bool LeftOut)
{
    /// <summary>Whether delivery <c>d</c> left the address out: it has no right to the file.</summary>
    /// <param name="address">An expression of the address.</param>
    public static string LeftOutSql(string address) =>
        $"d.sharing @> jsonb_build_array(jsonb_build_object('address', ({address})::text, 'leftOut', true))";

    public static IReadOnlyList<SharedWith> Parse(string json) =>
        JsonSerializer.Deserialize<SharedWith[]>(json, JsonSerializerOptions.Web)!;

    public static string ToJson(IEnumerable<SharedWith> all) => JsonSerializer.Serialize(all, JsonSerializerOptions.Web);

    /// <returns>"12 of 40 customers have not agreed to be shared with Quay Street: jo@quay.example was left out."; null of none.</returns>
    public static string? Words(IEnumerable<SharedWith> all)
    {
        var sentences = all.GroupBy(each => (each.Company, each.NotAgreed, each.Customers, each.LeftOut)).Select(of =>
            $"{SharingWords.NotAgreed(of.Key.NotAgreed, of.Key.Customers, of.Key.Company)}: "
            + $"{string.Join(", ", of.Select(each => each.Address))} "
            + (of.Count(), of.Key.LeftOut) switch
            {
                (1, true) => "was left out.",
                (_, true) => "were left out.",
                (1, false) => "was sent it.",
                _ => "were sent it.",
            });
        return string.Join(' ', sentences) is { Length: > 0 } words ? words : null;
    }

    /// <summary>What comes of the questions that were asked, given who has agreed.</summary>
    /// <param name="questions">Of the addresses outside.</param>
    /// <param name="recipients">Whom it is to go to.</param>
    /// <param name="counts">How many have not agreed, by what was asked.</param>
    internal static IReadOnlyList<SharedWith> Of(
        IReadOnlyList<SharingQuestion> questions, IReadOnlyList<string> recipients, IReadOnlyList<AgreementCount> counts) =>
    [
        .. from question in questions
           where recipients.Contains(question.Address)
           join count in counts on question.Preference ?? AgreementCount.None equals count.Preference
           where count.NotAgreed > 0
           select new SharedWith(question.Address, question.Company, count.Customers, count.NotAgreed, question.Refuses),
    ];
}
