using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Dotdigital;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>States, steps and counts of mailings in words.</summary>
public static class MailingWords
{
    public const string SendUnknown =
        "Dotdigital was asked to send it, but its answer was lost, and after a quarter of an hour it still shows the copy as Unsent. It "
        + "is asked every minute from now on; look there yourself too, then choose Send or Cancel.";

    public const string AnsweredTooLate =
        "That is not possible any more: somebody else has answered, it has lapsed, or Dotdigital has it.";

    internal const string Deleted = "The integrated email or its schedule was deleted before this was sent.";

    internal const string TestChosen = "A test: it goes to whoever asked for it, alone.";

    internal const string TesterGone = "Whoever asked for this test is no longer among the staff.";

    internal const string NobodyImported =
        "Dotdigital took none of the people into the address book: all of them are suppressed there or have an address that it refuses. "
        + "Nothing was sent.";

    internal const string CopyGone =
        "The copy of the template was deleted in Dotdigital before it was sent. Nothing was sent; Retry makes another copy and sends it.";

    internal const string AddressBookGone =
        "The address book was deleted in Dotdigital before it was sent to. Nothing was sent; Retry makes it again and sends.";

    /// <summary>The states that mailings are looked for by, and what they are called.</summary>
    public static readonly IReadOnlyDictionary<string, string> States = new Dictionary<string, string>
    {
        [MailingStates.Held] = "Held",
        [MailingStates.Waiting] = "In progress",
        [MailingStates.Sent] = "Sent",
        [MailingStates.Failed] = "Failed",
        [MailingStates.Skipped] = "Skipped",
        [MailingStates.Cancelled] = "Cancelled",
    };

    public static string State(string state) => States[state == MailingStates.Working ? MailingStates.Waiting : state];

    public static Badge Badge(string state) => new(State(state), state switch
    {
        MailingStates.Sent => "good",
        MailingStates.Held => "warn",
        MailingStates.Failed => "bad",
        MailingStates.Waiting or MailingStates.Working => "busy",
        _ => "",
    });

    /// <summary>What is being done about a mailing that is in progress.</summary>
    public static string Step(string step) => step switch
    {
        "members" => "Reading the Customer List",
        "guard" => "Comparing its size with the usual",
        "copy" => "Copying the template in Dotdigital",
        "address_book" => "Making an address book in Dotdigital",
        "import" => "Giving the people to Dotdigital",
        "importing" => "Dotdigital is importing the people",
        "send" => "Asking Dotdigital to send",
        "withdraw" => "Asking Dotdigital once more whether it was sent",
        "sending" => "Dotdigital is sending",
        "done" => "Recording who was sent it",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step."),
    };

    internal static string Chosen(long members, long withoutEmail, long sameAddress, long recipients)
    {
        var left = new[]
        {
            withoutEmail == 0 ? null : $"{Plural.Count(withoutEmail, "has", "have")} no e-mail address",
            sameAddress == 0 ? null : $"{Plural.Count(sameAddress, "shares", "share")} an address with another",
        }.OfType<string>().ToArray();
        var whom = left.Length == 0 ? "" : $", of whom {string.Join(" and ", left)}";
        return $"The list held {Plural.Count(members, "customer")}{whom}: {Plural.Count(recipients, "person", "people")} to be mailed.";
    }

    internal static string Imported(long imported, long suppressed, long refused) => string.Concat(
        $"Dotdigital imported {Plural.Count(imported, "person", "people")}",
        suppressed == 0
            ? ""
            : $"; {Plural.Count(suppressed, "is", "are")} suppressed there (unsubscribed, bounced or left out) and not mailed",
        refused == 0 ? "" : $"; {Plural.Count(refused, "was", "were")} refused",
        ".");

    internal static string ImportRejected(IReadOnlyList<DotdigitalRejection> rejected)
    {
        var reasons = string.Join(", ", rejected.Select(reason => $"{reason.Reason} ({Plural.Number(reason.Count)})"));
        return $"Dotdigital rejected the import of the people, so nothing was sent.{(rejected.Count == 0 ? "" : $" It says: {reasons}.")}";
    }

    internal static string TemplateGone(string name) =>
        $"The template “{name}” is not among the Unsent campaigns of Dotdigital any more: it was sent, scheduled or deleted there. Pick "
        + $"another template, then use Retry or wait for the next run.";

    internal static string OtherAccount(bool sendTried) => sendTried
        ? "The Dotdigital account is another one since Dotdigital was asked to send it, so that nobody can ask what became of it. Look "
        + "in the former account."
        : "The Dotdigital account is another one since this was begun, and nothing was sent. Retry begins anew in the account of now.";

    internal static string TooLate(string? last) =>
        $"It could not be sent in time, and is not sent late.{(last is null ? "" : $" The last that was known: {last}")}";
}
