namespace CustomerListSchedules.Infrastructure.Dotdigital.Calls;

/// <summary>One call to make.</summary>
/// <param name="Name">Its kind: in the log, and what limits are kept by.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">Below the account's address.</param>
/// <param name="Gone">What a 404 means.</param>
internal sealed record DotdigitalCall(string Name, HttpMethod Method, string Path, DotdigitalReason Gone = DotdigitalReason.Refused)
{
    /// <summary>Makes the body, anew for each attempt.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Whether making it twice does no more than making it once.</summary>
    public bool Repeatable { get; init; } = Method != HttpMethod.Post;

    /// <summary>Whether it changes anything at Dotdigital, so that a lost answer leaves its outcome unknown.</summary>
    public bool Changes => Method != HttpMethod.Get;
}
