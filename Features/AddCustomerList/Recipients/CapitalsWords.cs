namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>Who may collect is compared exactly: what people read of it, wherever they do.</summary>
public static class CapitalsWords
{
    public const string EmailTo = "Each must match the person’s User Account exactly, capitals included.";

    public const string ReplacedAddress = "Exactly as it stands, capitals included.";

    public const string ReplacingAddress = "Exactly the address of the User Account, capitals included.";

    public const string SameAddress = "That is the same address, capitals included.";

    public const string CapitalsCount = "Capitals count.";

    public const string OtherForAccount = "has lists too. Its capitals differ, so this account cannot collect them.";

    public const string OtherForAddress = "has lists too. Its capitals differ, so to every list it is somebody else.";

    public const string AccountDiffers = "User Account differs in capitals";

    /// <summary>Around the name of the field <c>Email to</c>.</summary>
    public static readonly (string Before, string After) OfAccount =
        ("Files can be collected only where this is exactly the address in", ", capitals included. Signing in ignores capitals.");

    public static string CannotCollect(string? account) => $"cannot collect: the User Account is {account}, and capitals must match.";
}
