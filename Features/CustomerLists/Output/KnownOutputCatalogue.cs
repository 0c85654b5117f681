using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>The catalogue as it was last put together: the same object, while the contact preferences are the same.</summary>
internal sealed class KnownOutputCatalogue
{
    private Known? last;

    public OutputCatalogue With(IReadOnlyList<Choice> preferences)
    {
        if (last is not { } known || !known.Preferences.SequenceEqual(preferences))
        {
            last = known = new Known([.. preferences], OutputCatalogue.With(preferences));
        }

        return known.Catalogue;
    }

    private sealed record Known(Choice[] Preferences, OutputCatalogue Catalogue);
}
