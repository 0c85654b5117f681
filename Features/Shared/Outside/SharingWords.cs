namespace CustomerListSchedules.Features.Shared.Outside;

/// <summary>Who has not agreed to what, as every page says it.</summary>
public static class SharingWords
{
    /// <summary>"12 of 40 customers have not agreed to be shared with Harbour Productions".</summary>
    public static string NotAgreed(long notAgreed, long customers, string? company)
    {
        var with = $"agreed to be shared with {With(company)}";
        return notAgreed == customers && customers > 1
            ? $"None of the {Plural.Number(customers)} customers has {with}"
            : $"{Plural.Number(notAgreed)} of {Plural.Count(customers, "customer")} {Plural.Word(notAgreed, "has", "have")} not {with}";
    }

    /// <summary>What somebody outside is told who may not have a report: nothing of how many.</summary>
    public static string ForPartners(string? company) =>
        $"This report cannot be run at the moment: not everybody on it has agreed to be shared with {company ?? "you"}. "
        + "Please ask the venue.";

    /// <summary>With whom, where no company is known.</summary>
    public static string With(string? company) => company ?? "partners";
}
