namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>What a call needs to be let in. Its words never hold the password.</summary>
/// <param name="Address">Where calls go; one that <see cref="DotdigitalAddress"/> allows.</param>
/// <param name="User">The API user.</param>
/// <param name="Password">Its password.</param>
public sealed record DotdigitalCredentials(Uri Address, string User, string Password)
{
    public override string ToString() => $"{User} at {Address}";
}
