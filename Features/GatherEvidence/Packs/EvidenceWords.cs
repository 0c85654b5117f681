using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>What a pack covers and what it lacks, said plainly.</summary>
internal static class EvidenceWords
{
    public const string AtEmailTo = "On Email to of the scheduled list when it ran";
    public const string Tester = "Asked for a test, which goes to that person alone";
    public const string Explorer = "Ran it in the Customer List Explorer";
    public const string Register = "Named on the delivery, by the register of files";

    public static IReadOnlyList<string> Covers(EvidenceOf of, int shown) => of switch
    {
        EvidenceOf.Run =>
        [
            "One run: each of its customer lists and integrated emails, who was to get what and why, what the mail server answered, who "
            + "collected it, and what became of the files.",
        ],
        EvidenceOf.Address address =>
        [
            $"Everything that was sent to {address.Text}, with exactly these capitals, that its account ran on demand, or that it ran in "
            + $"the Customer List Explorer: {Plural.Count(shown, "list")}, newest first.",
            "Of each, the messages to this address alone, and what this address or its account collected.",
        ],
        _ =>
        [
            "Every stored file that held this customer, by the register of files, with whom each was for and who collected it: "
            + (shown == 0 ? "none is known." : $"{Plural.Count(shown, "file")}, newest first."),
            "The files of Import Data that are still stored and hold this customer, and the integrated emails that this customer received.",
        ],
    };

    public static IReadOnlyList<string> Lacks(EvidenceOf of, Kept kept, LeftOut left)
    {
        var lacks = new List<string>
        {
            $"Runs, messages and collections are kept for {Months(kept.Runs)}, the register of who was in which file for "
            + $"{Months(kept.Traces)} and the audit for {Months(kept.Audit)}. What is older is deleted and is not told here.",
            of is EvidenceOf.Customer
                ? "No other customer's data is in this pack. The content of the files, the text of the mails and the links in them are not "
                    + "either."
                : "No customer's data is in this pack, nor the content of the files, the text of the mails and the links in them.",
            "Where a link was sent again, the last Message-ID is told; earlier ones are not kept.",
        };
        if (left.UnderWay)
        {
            lacks.Add("The run is still under way: what comes after this pack was made is not in it.");
        }

        if (left.Deliveries > 0)
        {
            lacks.Add(
                $"A pack holds the newest {Plural.Number(EvidenceLimits.Deliveries)} lists: {Plural.Number(left.Deliveries)} older "
                + $"{Plural.Word(left.Deliveries, "one is", "ones are")} left out.");
        }

        if (left.Lines)
        {
            lacks.Add(
                $"A pack holds {Plural.Number(EvidenceLimits.Lines)} lines of each kind, such as messages and collections, of the newest "
                + "lists first; there are more.");
        }

        if (left.RunsGone > 0)
        {
            lacks.Add(
                $"The {Plural.Word(left.RunsGone, "run of one file is", $"runs of {Plural.Number(left.RunsGone)} files are")} no longer "
                + $"kept: of {Plural.Word(left.RunsGone, "it", "them")} only what the register of files keeps is told.");
        }

        if (left.NotKnown > 0)
        {
            lacks.Add(
                $"Of {Plural.Count(left.NotKnown, "stored file")} it cannot be told who was in {Plural.Word(left.NotKnown, "it", "them")}: "
                + "the protection key is lost, or there was no register yet.");
        }

        if (left.Mailings)
        {
            lacks.Add("Of the integrated emails that this customer received the newest 200 are told; there may be more.");
        }

        return lacks;
    }

    private static string Months(int months) => Plural.Count(months, "month");
}
