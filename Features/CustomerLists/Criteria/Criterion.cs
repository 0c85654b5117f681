using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>
/// One question about a customer. Each kind holds what it asks, its words, and its SQL over <c>c</c>, a row of
/// <c>crm.customers</c>, and its <see cref="CriterionKind"/>. What is unknown does not match.
/// </summary>
public abstract record Criterion
{
    /// <summary>What is wrong with it, for a person; null when nothing is.</summary>
    public abstract string? Problem();

    /// <summary>In plain words, to follow "customers who".</summary>
    public abstract string Describe();

    /// <summary>The same, to follow "people who", for somebody outside who knows nothing of the venue's data.</summary>
    internal virtual string ForPartners() => Describe();

    /// <summary>The date metrics that it holds.</summary>
    public virtual IEnumerable<DateMetric> DateMetrics() => [];

    internal abstract Predicate Compile(CriteriaSql sql);
}
