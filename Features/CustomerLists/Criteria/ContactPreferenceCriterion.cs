using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Any of some answers to a contact preference; not asked is an answer too.</summary>
public sealed record ContactPreferenceCriterion(Choice Preference, IReadOnlyList<ContactAnswer> Answers) : Criterion
{
    public override string? Problem() => Problems.First(Problems.Some(Answers, "Choose an answer."), Problems.Values(Answers));

    public override string Describe()
    {
        var given = Answers.Where(answer => answer != ContactAnswer.NotAsked).Order().Select(answer => answer.ToString()).ToArray();
        var answered = given.Length == 0 ? null : $"answered {Phrases.AnyOf(given)} to";
        var unasked = Answers.Contains(ContactAnswer.NotAsked) ? "were not asked about" : null;
        return $"{string.Join(" or ", new[] { answered, unasked }.OfType<string>())} \"{Preference.Name}\"";
    }

    internal override Predicate Compile(CriteriaSql sql)
    {
        string[] given = [.. Answers.Where(answer => answer != ContactAnswer.NotAsked).Select(answer => answer.ToString())];
        var preference = $"p.contact_preference_id = {sql.Parameter(Preference.Id)}";
        var either = new List<Predicate>();
        if (given.Length > 0)
        {
            either.Add(Answered([preference, $"p.answer = any({sql.Parameter(given)})"]));
        }

        if (Answers.Contains(ContactAnswer.NotAsked))
        {
            either.Add(Answered([preference]).Not());
        }

        return Predicate.Any(either);
    }

    private static Predicate Answered(IReadOnlyList<string> conditions) =>
        Predicate.Exists("crm.customer_contact_preferences p", "p.customer_id", conditions);
}

public enum ContactAnswer
{
    Yes,
    No,
    NotAsked,
}
