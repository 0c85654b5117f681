namespace CustomerListSchedules.Features.Shared.OutputColumns;

/// <summary>
/// The model of <c>_OutputEditor</c>. Its page binds an <see cref="OutputInput"/> named <c>Output</c>, handles
/// <c>OnPostArrange</c> (call <see cref="OutputInput.Arrange"/>, show the page again) for browsers without scripts, and
/// renders <c>_OutputEditorAssets</c> once, outside what htmx swaps.
/// </summary>
/// <param name="Catalogue">Every column there is.</param>
/// <param name="Error">What is wrong with it.</param>
/// <param name="MatchesBookings">Whether there is a booking that matched, which could have a row of its own.</param>
public sealed record OutputEditor(
    IReadOnlyList<OutputChoice> Catalogue, OutputInput Input, string? Error = null, bool MatchesBookings = false)
{
    public bool OffersRows => MatchesBookings || Input.RowPerBooking;

    public IEnumerable<IGrouping<string, OutputChoice>> Groups => Catalogue.GroupBy(choice => choice.Group);

    public IEnumerable<OutputItem> Columns()
    {
        var sort = Input.Sort();
        return Input.Columns.Select((key, index) =>
        {
            var at = sort.TakeWhile(by => by.Column != key).Count();
            var sorted = at < sort.Count;
            return new OutputItem(
                key, Label(key), Known(key), index == 0, index == Input.Columns.Count - 1, sorted ? at + 1 : 0, sort.Count,
                sorted && sort[at].Descending, Input.Focus);
        });
    }

    public IEnumerable<OutputItem> Sort()
    {
        var sort = Input.Sort();
        return sort.Select((by, index) => new OutputItem(
            by.Column, Label(by.Column), Known(by.Column), index == 0, index == sort.Count - 1, index + 1, sort.Count, by.Descending,
            Input.Focus));
    }

    private string Label(string key) => Catalogue.FirstOrDefault(choice => choice.Key == key)?.Label ?? key;

    private bool Known(string key) => Catalogue.Any(choice => choice.Key == key);
}
