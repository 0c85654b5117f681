using NodaTime;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>Another worker has it: nothing of this attempt counts any more.</summary>
internal sealed class MailingLostException() : Exception("The mailing is another worker's by now.");
