namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>A piece of work that a worker holds, at the attempt that fences it. A kind adds what its worker needs to know.</summary>
public abstract record WorkClaim
{
    /// <summary>Every claim has a higher one; who holds an earlier one can write nothing any more.</summary>
    public int Attempt { get; init; }

    /// <summary>How often it failed before.</summary>
    public int Failures { get; init; }

    /// <summary>The row's id.</summary>
    internal abstract object Key { get; }
}

/// <inheritdoc/>
/// <typeparam name="TKey">The type of the table's id.</typeparam>
public abstract record WorkClaim<TKey> : WorkClaim
    where TKey : struct
{
    public TKey Id { get; init; }

    internal sealed override object Key => Id;
}
