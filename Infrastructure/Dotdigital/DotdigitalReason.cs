using NodaTime;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>Why Dotdigital, or the way to it, refused a call.</summary>
public enum DotdigitalReason
{
    /// <summary>Dotdigital was not reached, did not answer in time or answered with an error of its own.</summary>
    Unreachable,

    /// <summary>The venue has no account, or its password cannot be read any more.</summary>
    NotConfigured,

    WrongPassword,

    WrongRegion,

    /// <summary>The user may not make this call.</summary>
    NotAllowed,

    CampaignGone,

    AddressBookGone,

    /// <summary>The account has as many address books as it may have.</summary>
    AddressBookLimit,

    ImportRejected,

    ImportGone,

    /// <summary>Dotdigital does not send this campaign as it is.</summary>
    SendNotPermitted,

    SendGone,

    /// <summary>The account's limit on calls is reached; <see cref="DotdigitalException.RetryAt"/> says until when.</summary>
    OverLimit,

    /// <summary>Any other refusal; the message holds Dotdigital's code.</summary>
    Refused,
}
