
namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>
/// A condition on a customer as SQL. NOT is pushed down to single tests, where PostgreSQL plans it best: NOT EXISTS there
/// becomes an anti-join, which it never does inside NOT (… OR …). Where it is about what customers did, it can also be
/// read as the set of those who did it, so that nobody else is looked at: OR becomes UNION, which PostgreSQL does not make of it.
/// </summary>
internal abstract record Predicate
{
    public abstract string Sql { get; }

    /// <summary>A query of the customers' <c>id</c>, each once.</summary>
    public string Members() => Members(repeats: false);

    /// <summary>A query of how many members there are.</summary>
    public virtual string Count() => $"select count(*) from ({Members()}) members";

    private string Members(bool repeats) => Set(repeats) ?? $"select c.id from crm.customers c where {Sql}";

    /// <summary>The members without looking at other customers; null where that is not to be had, or not worth it.</summary>
    /// <param name="repeats">Whether an <c>id</c> may stand there more than once, since whatever reads it makes each one of it.</param>
    protected virtual string? Set(bool repeats) => null;

    /// <summary>Everyone else: also those of whom the answer is unknown.</summary>
    public abstract Predicate Not();

    /// <summary>Null counts as not matching.</summary>
    public static Predicate Test(string sql) => new Condition(sql, MayBeUnknown: true);

    /// <summary>Never null.</summary>
    public static Predicate Sure(string sql) => new Condition(sql, MayBeUnknown: false);

    public static Predicate All(IReadOnlyList<Predicate> parts) => Combine(parts, and: true);

    public static Predicate Any(IReadOnlyList<Predicate> parts) => Combine(parts, and: false);

    /// <summary>Whether the customer has a row in <paramref name="from"/> that meets all conditions.</summary>
    public static Predicate Exists(string from, string customer, IReadOnlyList<string> conditions) => new Existence(
        $"select from {from}{Where([$"{customer} = c.id", .. conditions])}",
        $"select distinct {customer} as id from {from}{Where(conditions)}",
        $"select {customer} as id from {from}{Where(conditions)}",
        $"select count(distinct {customer}) from {from}{Where(conditions)}",
        Negative: false);

    /// <summary>
    /// Whether the customer's rows in <paramref name="from"/> that meet all conditions, taken together, meet <paramref name="having"/>.
    /// </summary>
    public static Predicate ExistsTogether(string from, string customer, IReadOnlyList<string> conditions, string having)
    {
        var groups = $"select {customer} as id from {from}{Where(conditions)} group by {customer} having {having}";
        return new Existence($"select from ({groups}) g where g.id = c.id", groups, groups, Number: null, Negative: false);
    }

    private static string Where(IReadOnlyList<string> conditions) =>
        conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions)}";

    private static Predicate Combine(IReadOnlyList<Predicate> parts, bool and)
    {
        Predicate[] flat = [
            .. parts.SelectMany(part => part is Combination combination && combination.And == and ? combination.Parts : [part])
        ];
        return flat.Length == 1 ? flat[0] : new Combination(flat, and);
    }

    private sealed record Condition(string Text, bool MayBeUnknown) : Predicate
    {
        public override string Sql => Text;

        public override Predicate Not() => new Condition(MayBeUnknown ? $"({Text}) is not true" : $"not ({Text})", MayBeUnknown: false);
    }

    private sealed record Existence(string Query, string Those, string Rows, string? Number, bool Negative) : Predicate
    {
        public override string Sql => $"{(Negative ? "not exists" : "exists")} ({Query})";

        public override Predicate Not() => this with { Negative = !Negative };

        // Sorting them takes half as long as hashing, whose table outgrows what the planner expects.
        public override string Count() => Negative || Number is null ? base.Count() : Number;

        protected override string? Set(bool repeats) => Negative ? null : repeats ? Rows : Those;
    }

    private sealed record Combination(IReadOnlyList<Predicate> Parts, bool And) : Predicate
    {
        public override string Sql => Parts.Count == 0
            ? And ? "true" : "false"
            : $"({string.Join(And ? " and " : " or ", Parts.Select(part => part.Sql))})";

        public override Predicate Not() => Combine([.. Parts.Select(part => part.Not())], !And);

        protected override string? Set(bool repeats) => And ? Narrowed(repeats) : United();

        // Each branch must be about what customers did, or be narrowed by it: a branch of nearly everyone is better tested than united.
        private string? United() => Parts.Count > 0 && Parts.All(part => part.Narrows())
            ? string.Join("\nunion\n", Parts.Select(part => $"({part.Members(repeats: true)})"))
            : null;

        // One set to begin with. Of several, PostgreSQL knows better which, so they are left to its joins.
        private string? Narrowed(bool repeats)
        {
            Predicate[] sets = [.. Parts.Where(part => part is Existence { Negative: false })];
            if (sets.Length == 0)
            {
                sets = [.. Parts.Where(part => part.Set(repeats: true) is not null).Take(1)];
            }

            if (sets is not [var first] || first.Set(repeats) is not { } members)
            {
                return null;
            }

            Predicate[] others = [.. Parts.Where(part => part != first)];
            var tests = string.Join(" and ", others.Select(part => part.Sql));
            // What customers did is told by their id; what they are needs their row.
            if (others.All(part => part is Existence))
            {
                return $"select c.id from ({members}) c where {tests}";
            }

            // A union is worked out once: each worker of a parallel join would work it out anew, which OFFSET forbids.
            return first is Existence
                ? null
                : $"select c.id from ({members}\noffset 0) those join crm.customers c on c.id = those.id where {tests}";
        }
    }

    /// <summary>Whether it asks for something that customers did, in each of its branches.</summary>
    private bool Narrows() => this switch
    {
        Existence existence => !existence.Negative,
        Combination { And: true } all => all.Parts.Any(part => part.Narrows()),
        Combination any => any.Parts.Count > 0 && any.Parts.All(part => part.Narrows()),
        _ => false,
    };
}
