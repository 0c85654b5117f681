namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>A browser with which somebody signed in before.</summary>
/// <param name="Id">Random, and the same for as long as the browser keeps its cookie.</param>
/// <param name="Accounts">Who signed in with it, the last one first.</param>
public sealed record KnownBrowser(Guid Id, IReadOnlyList<Guid> Accounts);
