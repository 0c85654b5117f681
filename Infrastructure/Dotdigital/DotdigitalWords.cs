namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>Each reason in words for a person.</summary>
internal static class DotdigitalWords
{
    public const string PasswordLost =
        "The Dotdigital password cannot be read, since the protection keys that it was stored with are lost. An administrator enters it "
        + "again under Settings > Dotdigital.";

    public const string NoAccount = "No Dotdigital account is set. An administrator enters it under Settings > Dotdigital.";

    public const string NoAnswer = "Dotdigital did not answer in time.";

    public const string NotReached = "Dotdigital could not be reached.";

    public const string CutOff = "The connection to Dotdigital broke off.";

    public const string OverLimit = "Dotdigital's limit on calls is reached.";

    public static string Of(DotdigitalReason reason, int status, string code) => reason switch
    {
        DotdigitalReason.WrongPassword => "Dotdigital does not accept the user and password.",
        DotdigitalReason.WrongRegion => "Dotdigital serves this account at another address, and did not say at which.",
        DotdigitalReason.NotAllowed => "Dotdigital does not allow this to the API user.",
        DotdigitalReason.CampaignGone => "The campaign is no longer in Dotdigital.",
        DotdigitalReason.AddressBookGone => "The address book is no longer in Dotdigital.",
        DotdigitalReason.AddressBookLimit => "The Dotdigital account has as many address books as it may have. Delete some in Dotdigital.",
        DotdigitalReason.ImportRejected => $"Dotdigital rejected the import{Code(code)}.",
        DotdigitalReason.ImportGone => "Dotdigital no longer knows the import.",
        DotdigitalReason.SendNotPermitted => code == "ERROR_SEND_LIMITEXCEEDED"
            ? "The Dotdigital account has used up its sends of this month (ERROR_SEND_LIMITEXCEEDED)."
            : $"Dotdigital does not allow this campaign to be sent{Code(code)}. Look at it in Dotdigital.",
        DotdigitalReason.SendGone => "Dotdigital no longer knows the send.",
        DotdigitalReason.OverLimit => OverLimit,
        DotdigitalReason.Unreachable => $"Dotdigital answered with an error of its own ({(code.Length > 0 ? code : status)}).",
        _ => $"Dotdigital refused{(code.Length > 0 ? Code(code) : $" ({status})")}.",
    };

    private static string Code(string code) => code.Length > 0 ? $" ({code})" : "";
}
