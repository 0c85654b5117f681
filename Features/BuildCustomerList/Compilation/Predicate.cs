namespace CustomerListSchedules.Features.BuildCustomerList;

/// <summary>
/// A condition on a customer as SQL. NOT is pushed down to single tests, where PostgreSQL plans it best: NOT EXISTS there
/// becomes an anti-join, which it never does inside NOT (… OR …).
/// </summary>
internal abstract record Predicate
{
    public abstract string Sql { get; }

    /// <summary>Everyone else: also those of whom the answer is unknown.</summary>
    public abstract Predicate Not();

    /// <summary>Null counts as not matching.</summary>
    public static Predicate Test(string sql) => new Condition(sql, MayBeUnknown: true);

    /// <summary>Never null.</summary>
    public static Predicate Sure(string sql) => new Condition(sql, MayBeUnknown: false);

    public static Predicate All(IReadOnlyList<Predicate> parts) => parts.Count == 1 ? parts[0] : new Combination(parts, And: true);

    public static Predicate Any(IReadOnlyList<Predicate> parts) => parts.Count == 1 ? parts[0] : new Combination(parts, And: false);

    /// <summary>Whether the customer has a row in <paramref name="from"/> that meets all conditions.</summary>
    public static Predicate Exists(string from, string customer, IReadOnlyList<string> conditions) =>
        new Existence($"select from {from} where {string.Join(" and ", conditions.Prepend($"{customer} = c.id"))}", Negative: false);

    /// <summary>Whether the customer's rows in <paramref name="from"/> that meet all conditions, taken together, meet <paramref name="having"/>.</summary>
    public static Predicate ExistsTogether(string from, string customer, IReadOnlyList<string> conditions, string having)
    {
        var where = conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions)}";
        return new Existence(
            $"select from (select {customer} as customer_id from {from}{where} group by {customer} having {having}) g where g.customer_id = c.id",
            Negative: false);
    }

    private sealed record Condition(string Text, bool MayBeUnknown) : Predicate
    {
        public override string Sql => Text;

        public override Predicate Not() => new Condition(MayBeUnknown ? $"({Text}) is not true" : $"not ({Text})", MayBeUnknown: false);
    }

    private sealed record Existence(string Query, bool Negative) : Predicate
    {
        public override string Sql => $"{(Negative ? "not exists" : "exists")} ({Query})";

        public override Predicate Not() => this with { Negative = !Negative };
    }

    private sealed record Combination(IReadOnlyList<Predicate> Parts, bool And) : Predicate
    {
        public override string Sql => Parts.Count == 0
            ? And ? "true" : "false"
            : $"({string.Join(And ? " and " : " or ", Parts.Select(part => part.Sql))})";

        public override Predicate Not() => new Combination([.. Parts.Select(part => part.Not())], !And);
    }
}
