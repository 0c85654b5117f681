namespace CustomerListSchedules.Infrastructure.Dotdigital;
/// <param name="Name">Its name in Dotdigital.</param>
/// <param name="Subject">The e-mail's subject; empty when it has none.</param>
/// <param name="Status">Dotdigital's word: Unsent, Sending, Sent, Paused, Cancelled …</param>
/// <param name="Scheduled">Whether it is to be sent later, by Dotdigital itself.</param>
public sealed record DotdigitalCampaign(long Id, string Name, string Subject, string Status, bool Scheduled)
{
    public bool IsUnsent => Status == "Unsent";

    /// <summary>Whether it may be picked as an email template.</summary>
    public bool IsTemplate => IsUnsent && !Scheduled;

    /// <summary>
    /// Whether it looks like a copy of that one as Dotdigital makes them, with the name "Copy of …" and the subject, and was not sent.
    /// Copies that people make look the same.
    /// </summary>
    public bool LooksCopiedFrom(DotdigitalCampaign original) =>
        IsTemplate && Id != original.Id && Subject == original.Subject
        && Name.StartsWith("Copy of ", StringComparison.OrdinalIgnoreCase) && Name.EndsWith(original.Name, StringComparison.Ordinal);
}
