using CustomerListSchedules.Features.CustomerLists.Compilation;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Whether there is an e-mail address.</summary>
public sealed record EmailCriterion(bool Present) : Criterion
{
    public override string? Problem() => null;

    public override string Describe() => Present ? "have an e-mail address" : "have no e-mail address";

    internal override Predicate Compile(CriteriaSql sql) =>
        Predicate.Sure(Present ? "coalesce(c.email, '') <> ''" : "coalesce(c.email, '') = ''");
}
