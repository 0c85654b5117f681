using System.Text.RegularExpressions;

namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>
/// A kind of work: a table whose rows are its pieces, and what of a claim is the kind's own. The table has the columns id, state, attempt,
/// failures, next_attempt_at and lease_until; a piece that waits is 'waiting', one that was given up 'failed', and how it ends otherwise is
/// the kind's own affair. All SQL here is text of the program: nothing that a person typed is ever part of it.
/// </summary>
/// <typeparam name="TClaim">What <see cref="Select"/> reads.</typeparam>
public sealed partial record WorkKind<TClaim>
    where TClaim : WorkClaim
{
    /// <summary>What a piece is called in the log: "delivery".</summary>
    public required string Name { get; init; }

    public required string Table
    {
        get;
        init => field = Identifier().IsMatch(value) ? value : throw new ArgumentException("A table's name is a word.", nameof(value));
    }

    /// <summary>The state of a piece that somebody works on: "making".</summary>
    public required string Working
    {
        get;
        init => field = Identifier().IsMatch(value) ? value : throw new ArgumentException("A state is a word.", nameof(value));
    }

    /// <summary>How long a piece belongs to its worker without a sign of life; null is as long as for all work.</summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>The longest between two signs of life: how soon a worker learns of a loss, and a person how far it is.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What is read of what was claimed: a select from <c>claimed c</c>, with id, attempt and failures.</summary>
    public required string Select { get; init; }

    /// <summary>Which pieces come first; in the order of the table's index.</summary>
    public string Order { get; init; } = "next_attempt_at, id";

    /// <summary>A further condition on the pieces that are taken up.</summary>
    public string? Only { get; init; }

    /// <summary>Columns that a claim sets ("rows_so_far = 0"); the row as it was is <c>w</c>.</summary>
    public string? WhenClaimed { get; init; }

    /// <summary>What else a claim writes, as common table expressions that read <c>claimed</c>, with @now.</summary>
    public string? AlsoWhenClaimed { get; init; }

    /// <summary>Columns that a renewal sets, with the values of <see cref="WorkLease.Progress"/>.</summary>
    public string? WhenRenewed { get; init; }

    /// <summary>Columns that giving back sets.</summary>
    public string? WhenGivenBack { get; init; }

    /// <summary>What else giving back writes: a statement that reads <c>given</c> (id, attempt), with @now.</summary>
    public string? AlsoWhenGivenBack { get; init; }

    /// <summary>
    /// How many workers may die of a piece before it is given up, where each death counts as a failure; null is any number, and no failure.
    /// </summary>
    public int? MostDeaths { get; init; }

    /// <summary>Whether the table's indexes let one piece be worked on at a time, so that of two claims at once one is refused.</summary>
    public bool OneAtATime { get; init; }

    [GeneratedRegex("^[a-z_]+$")]
    private static partial Regex Identifier();
}
