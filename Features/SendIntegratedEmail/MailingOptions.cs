namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>Configuration section <c>Delivery</c>, where it is about mailings.</summary>
public sealed record MailingOptions
{
    /// <summary>
    /// Mailings worked on at the same time on this node; 0 works on none here. While Dotdigital works, a mailing takes up none of them.
    /// </summary>
    public int Mailers { get; init; } = 2;
}
