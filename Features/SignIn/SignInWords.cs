namespace CustomerListSchedules.Features.SignIn;

/// <summary>What is said where nothing was checked.</summary>
internal static class SignInWords
{
    public const string Busy = "Many people are signing in at this moment. Wait a little, then try again.";

    public const string Closed =
        "Too many sign-ins failed. Wait 15 minutes, then try again. A browser with which you signed in before is held up by its own "
        + "failures alone.";
}
