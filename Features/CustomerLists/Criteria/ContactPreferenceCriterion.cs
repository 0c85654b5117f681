using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

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

    internal override string ForPartners() => Answers is [ContactAnswer.Yes] ? $"said yes to \"{Preference.Name}\"" : Describe();

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

internal sealed class ContactPreferenceKind()
    : CriterionKind<ContactPreferenceCriterion>("contactPreference", "Contact preference", CriterionKind.Customer)
{
    private const string PreferencesSql = "select id, name from crm.contact_preferences order by lower(name), id";

    public override string MainField => nameof(CriterionInput.Answers);

    public override void Begin(CriterionInput input) => input.Answers = [ContactAnswer.Yes];

    protected override void Fill(CriterionInput input, ContactPreferenceCriterion criterion) =>
        (input.Preference, input.Answers) = (criterion.Preference.Id, [.. criterion.Answers]);

    public override (string Field, string Problem)? Missing(CriterionInput input) =>
        input.Preference is null ? (nameof(CriterionInput.Preference), "Choose a contact preference.") : null;

    public override Criterion Read(CriterionInput input, CriterionChoices choices) =>
        new ContactPreferenceCriterion(CriterionChoices.Of(Chosen(input), choices.Preferences)[0], [.. input.Answers.Distinct()]);

    internal override async Task<CriterionChoices> ChoicesAsync(CriterionInput input, ChoiceReader reader) =>
        new() { Preferences = await reader.AllAsync<Choice>(PreferencesSql) };

    protected override IEnumerable<(string Field, Choice Choice)> Gone(
        CriterionInput input, CriterionChoices choices, ContactPreferenceCriterion? before) => CriterionChoices.Missing(
            nameof(CriterionInput.Preference), Chosen(input), choices.Preferences, before is null ? null : [before.Preference]);

    private static long[] Chosen(CriterionInput input) => input.Preference is { } id ? [id] : [];
}

public enum ContactAnswer
{
    Yes,
    No,
    NotAsked,
}
