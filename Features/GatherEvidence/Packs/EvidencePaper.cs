using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Files.Papers;
using NodaTime;

namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>A pack as a document. Every value of the pack is in it.</summary>
internal sealed class EvidencePaper(EvidencePack pack, DateTimeZone zone)
{
    public Paper Write() => new(
        pack.Title, pack.Of, $"{pack.Venue.Name} · {pack.Title} made {At(pack.MadeAt)}",
        [
            .. Head(), .. OfRun(), .. Deliveries(), .. Splits(), .. IntegratedEmails(), .. Received(), .. Imports(),
            .. Entries(1, pack.Audit),
        ]);

    private IEnumerable<PaperBlock> Head()
    {
        var contact = new[] { pack.Venue.ContactName, pack.Venue.ContactEmail, pack.Venue.ContactTelephone };
        yield return new PaperBlock.Facts(Told(
            ("Venue", pack.Venue.Name),
            ("Contact", string.Join(", ", contact.Where(part => part.Length > 0))),
            ("Made by", pack.MadeBy),
            ("Made", At(pack.MadeAt)),
            ("Times", $"{pack.Venue.TimeZone}, with the offset from UTC")));
        if (pack.Customer is { } customer)
        {
            yield return new PaperBlock.Heading(1, "The customer");
            yield return new PaperBlock.Facts(Told(
                ("Name", customer.Name), ("E-mail", customer.Email), ("Postcode", customer.Postcode),
                ("Reference", customer.Reference), ("Customer ID", $"{customer.CustomerId}")));
        }

        yield return new PaperBlock.Heading(1, "What this covers");
        yield return new PaperBlock.Bullets(pack.Covers);
        yield return new PaperBlock.Heading(1, "What is not in it");
        yield return new PaperBlock.Bullets(pack.Lacks);
    }

    private IEnumerable<PaperBlock> OfRun()
    {
        if (pack.Run is { } run)
        {
            yield return new PaperBlock.Heading(1, "The run");
            yield return new PaperBlock.Facts(Told([.. Facts(run)]));
        }
    }

    private IEnumerable<PaperBlock> Deliveries() => pack.Deliveries.Count == 0 && pack.IntegratedEmails.Count == 0
        ? [new PaperBlock.Heading(1, "Lists and files"), new PaperBlock.Paragraph("None is known.")]
        : pack.Deliveries.SelectMany((delivery, index) => Of(delivery, index + 1));

    private IEnumerable<PaperBlock> Of(PackDelivery delivery, int number)
    {
        yield return new PaperBlock.Heading(1, $"{number}. {PartName.Of(delivery.Name, delivery.Part)}");
        yield return new PaperBlock.Facts(Told(
        [
            ("How it came about", delivery.What),
            .. delivery.Run is { } run ? Facts(run) : [],
            ("Customer List", delivery.CustomerList),
            ("Who was on it", delivery.Definition),
            .. delivery.Dates.Select(date => (date.Metric, (string?)date.Words)),
            ("Columns", string.Join(", ", delivery.Columns)),
            ("Result", Ended(delivery.Result, delivery.Reason)),
            ("Notes", delivery.Notes),
            ("Rows", delivery.Rows is { } rows ? Plural.Customers(rows, delivery.Bookings) : null),
            .. delivery.File is { } file ? Facts(file) : [],
        ]));
        foreach (var block in Told(delivery))
        {
            yield return block;
        }
    }

    private IEnumerable<PaperBlock> Told(PackDelivery delivery)
    {
        if (delivery.ForWhom.Count > 0)
        {
            yield return new PaperBlock.Heading(2, "Who was to get it, and why");
            yield return new PaperBlock.Table(
                [("Address", 4), ("Why", 6)], [.. delivery.ForWhom.Select(each => (string[])[each.Address, each.Why])]);
        }

        if (delivery.Messages.Count > 0)
        {
            yield return new PaperBlock.Heading(2, "Messages, and what the mail server answered");
            yield return new PaperBlock.Table(
                [("Message", 5), ("The mail server's answers", 5)],
                [.. delivery.Messages.Select(each => (string[])[Words(each), Answers(each)])]);
        }

        if (delivery.File is not null)
        {
            yield return new PaperBlock.Heading(2, "Collections");
            yield return delivery.Collections.Count == 0
                ? new PaperBlock.Paragraph("Nobody is known to have collected it.")
                : Table(delivery.Collections);
        }

        if (delivery.Attempts.Count > 0)
        {
            yield return new PaperBlock.Heading(2, "Attempts to make the file");
            yield return new PaperBlock.Table(
                [("When", 3), ("Outcome", 7)], [.. delivery.Attempts.Select(each => (string[])[At(each.At), each.Outcome])]);
        }

        foreach (var block in Entries(2, delivery.Audit))
        {
            yield return block;
        }
    }

    private IEnumerable<PaperBlock> Splits()
    {
        if (pack.Splits.Count > 0)
        {
            yield return new PaperBlock.Heading(1, "What of the lists that are split went to nobody");
            yield return new PaperBlock.Table(
                [("List", 4), ("Customers in all", 2), ("Without a value", 2), ("Values without recipient", 2)],
                [
                    .. pack.Splits.Select(each => (string[])
                    [
                        each.Name, Plural.Number(each.Customers), Plural.Number(each.WithoutValue),
                        Plural.Number(each.ValuesWithoutRecipient),
                    ]),
                ]);
        }
    }

    private IEnumerable<PaperBlock> IntegratedEmails()
    {
        foreach (var mailing in pack.IntegratedEmails)
        {
            yield return new PaperBlock.Heading(1, $"Integrated Email: {mailing.Name}");
            yield return new PaperBlock.Facts(Told(
                ("Mailing Category", mailing.Category), ("Customer List", mailing.CustomerList), ("Email template", mailing.Template),
                ("Result", Ended(mailing.Result, mailing.Reason)),
                ("Recipients", mailing.Recipients is { } people ? Plural.Number(people) : null),
                ("Suppressed", mailing.Suppressed is { } left ? Plural.Number(left) : null),
                ("Sent", At(mailing.SentAt))));
        }
    }

    private IEnumerable<PaperBlock> Received()
    {
        if (pack.MailingsReceived.Count > 0)
        {
            yield return new PaperBlock.Heading(1, "Integrated emails received");
            yield return new PaperBlock.Table(
                [("Mailing", 4), ("Category", 3), ("Received", 3)],
                [.. pack.MailingsReceived.Select(each => (string[])[each.Name, each.Category, At(each.ReceivedAt)])]);
        }
    }

    private IEnumerable<PaperBlock> Imports()
    {
        foreach (var import in pack.Imports)
        {
            yield return new PaperBlock.Heading(1, $"Import Data: {import.Name}");
            yield return new PaperBlock.Facts([("Uploaded", At(import.MadeAt))]);
            yield return import.Collections.Count == 0
                ? new PaperBlock.Paragraph("Nobody is known to have collected it.")
                : Table(import.Collections);
        }
    }

    private IEnumerable<PaperBlock> Entries(int level, IReadOnlyList<PackEntry> entries)
    {
        if (entries.Count > 0)
        {
            yield return new PaperBlock.Heading(level, "What the audit says");
            yield return new PaperBlock.Table(
                [("When", 3), ("Who", 4), ("What", 3)], [.. entries.Select(each => (string[])[At(each.At), each.Who, each.What])]);
        }
    }

    private PaperBlock.Table Table(IReadOnlyList<PackCollection> collections) => new(
        [("Who", 34), ("When", 29), ("From", 22), ("Complete", 15)],
        [
            .. collections.Select(each => (string[])
                [each.Who, At(each.At), each.From ?? "not known", each.Complete ? "Yes" : "No"]),
        ]);

    private IEnumerable<(string, string?)> Facts(PackRun run) =>
    [
        ("Schedule", run.Schedule),
        ("Run for", At(run.RunFor)),
        ("How", run.How + (run.RequestedBy is null ? "" : $", by {run.RequestedBy}") + (run.Late ? ", late" : "")),
        ("Run", $"Number {run.Number}: {Ended(run.Result, run.Reason)}"),
        ("Started", At(run.StartedAt)),
        ("Finished", At(run.FinishedAt)),
    ];

    private IEnumerable<(string, string?)> Facts(PackFile file) =>
    [
        ("File", file.Name + (file.Format is null ? "" : $" ({file.Format})")
            + (file.Size is { } size ? $", {Plural.Number(size)} bytes" : "")),
        ("SHA-256", file.Sha256),
        ("Made", At(file.MadeAt)),
        ("Expires", At(file.ExpiresAt)),
        ("Replaced by a newer file", At(file.ReplacedAt)),
        ("Revoked", file.RevokedAt is { } at
            ? At(at) + (file.RevokedBy is null ? "" : $", by {file.RevokedBy}")
                + (file.RevokedBecause is null ? "" : $": {file.RevokedBecause}")
            : null),
        ("Deleted", At(file.DeletedAt)),
    ];

    private string Words(PackMessage message) => string.Join('\n', new[]
    {
        message.Recipient, $"{message.Kind}: {message.State}", $"Written {At(message.WrittenAt)}",
        message.AcceptedAt is { } accepted ? $"Accepted {At(accepted)}" : null,
        message.SentAgainAt is { } again ? $"Sent again {At(again)}" : null, $"Message-ID {message.MessageId}",
    }.OfType<string>());

    private string Answers(PackMessage message) => message.Answers.Count == 0
        ? "None is kept."
        : string.Join('\n', message.Answers.Select(answer => $"{At(answer.At)}: {answer.Code} {answer.Text}".TrimEnd()));

    private static string? Ended(string? result, string? reason) => reason is null ? result : $"{result}: {reason}";

    private string At(Instant at) => EvidenceTime.Words(at, zone);

    private string? At(Instant? at) => at is { } instant ? At(instant) : null;

    private static IReadOnlyList<(string, string)> Told(params IEnumerable<(string Label, string? Value)> facts) =>
        [.. facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => (fact.Label, fact.Value!))];
}
