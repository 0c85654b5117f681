namespace CustomerListSchedules.Features.BrowseSchedules.Deleted;

public abstract record BringBackResult
{
    /// <param name="Name">What it is called now: another schedule may have taken its name meanwhile.</param>
    /// <param name="Without">Entries whose Customer List was deleted meanwhile, and which therefore stay deleted.</param>
    public sealed record Done(string Name, IReadOnlyList<string> Without) : BringBackResult
    {
        /// <summary>A sentence about what did not come back; "" where all did.</summary>
        public string LeftOut => Without.Count == 0
            ? ""
            : $"Without {string.Join(", ", Without.Take(5))}{(Without.Count > 5 ? $" and {Without.Count - 5} more" : "")}, "
                + "whose Customer List was deleted meanwhile.";
    }

    /// <param name="Why">Why not yet.</param>
    public sealed record Refused(string Why) : BringBackResult;
}
