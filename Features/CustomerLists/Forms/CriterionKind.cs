using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>A kind of criterion: what it is called, under which heading it is offered, and how its form is filled and read.</summary>
/// <param name="key">Its name in stored definitions, which never changes.</param>
/// <param name="label">What it is called.</param>
/// <param name="group">What it is about.</param>
public abstract class CriterionKind(string key, string label, string group)
{
    internal const string Customer = "Customer";

    internal const string History = "History";

    public string Key => key;

    public string Label => label;

    public string Group => group;

    public abstract Type CriterionType { get; }

    /// <summary>
    /// What is asked, and how it is typed, where the form is texts, one a line; null where the kind has a partial of its own.
    /// </summary>
    public virtual LinesWords? Lines => null;

    /// <summary>The form's partial: <c>_CriterionTag</c> for <c>tag</c>.</summary>
    public string Partial => Lines is null ? $"_Criterion{char.ToUpperInvariant(key[0])}{key[1..]}" : "_Lines";

    /// <summary>The field that a problem of the whole criterion is shown beside.</summary>
    public virtual string MainField => Lines is null ? nameof(CriterionInput.Values) : nameof(CriterionInput.Lines);

    /// <summary>Fills the form of a new one with what is wanted most often.</summary>
    public virtual void Begin(CriterionInput input)
    {
    }

    public abstract void Fill(CriterionInput input, Criterion criterion);

    /// <summary>A field without which there is no criterion, and what to say; null where none is missing.</summary>
    public virtual (string Field, string Problem)? Missing(CriterionInput input) => null;

    /// <summary>The criterion of a form in which nothing is missing.</summary>
    public abstract Criterion Read(CriterionInput input, CriterionChoices choices);

    /// <summary>What the form offers: everything that is chosen, and what matches the search.</summary>
    internal virtual Task<CriterionChoices> ChoicesAsync(CriterionInput input, ChoiceReader reader) =>
        Task.FromResult(new CriterionChoices());

    /// <summary>What is chosen but no longer in the customer data, by the field that holds it.</summary>
    /// <param name="input">What is chosen.</param>
    /// <param name="choices">What there is.</param>
    /// <param name="before">The criterion as it was kept; null for a new one.</param>
    public abstract IEnumerable<(string Field, Choice Choice)> Gone(CriterionInput input, CriterionChoices choices, Criterion? before);
}

/// <inheritdoc cref="CriterionKind"/>
public abstract class CriterionKind<T>(string key, string label, string group) : CriterionKind(key, label, group)
    where T : Criterion
{
    public sealed override Type CriterionType => typeof(T);

    public sealed override void Fill(CriterionInput input, Criterion criterion) => Fill(input, (T)criterion);

    public sealed override IEnumerable<(string Field, Choice Choice)> Gone(
        CriterionInput input, CriterionChoices choices, Criterion? before) =>
        Gone(input, choices, before as T);

    protected abstract void Fill(CriterionInput input, T criterion);

    protected virtual IEnumerable<(string Field, Choice Choice)> Gone(CriterionInput input, CriterionChoices choices, T? before) => [];
}

/// <summary>The words of a form of texts, one a line.</summary>
public sealed record LinesWords(string Label, string Hint);
