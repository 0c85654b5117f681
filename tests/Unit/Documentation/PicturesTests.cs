using System.Text.RegularExpressions;
using CustomerListSchedules.Unit.Architecture;

namespace CustomerListSchedules.Unit.Documentation;

/// <summary>The pictures that <c>./test screenshots</c> takes.</summary>
public sealed partial class PicturesTests
{
    private const long MostBytes = 200_000;

    [Fact]
    public void Each_picture_is_small_and_a_page_shows_it_with_words_that_say_what_is_on_it()
    {
        var shown = Papers.Pages.SelectMany(page => Picture().Matches(page.Text))
            .ToDictionary(match => Path.GetFileName(match.Groups[2].Value), match => match.Groups[1].Value);
        var taken = Directory.GetFiles(Path.Combine(House.Root, "docs/images"), "*.png");

        Assert.Equal(5, taken.Length);
        Assert.All(taken, file => Assert.InRange(new FileInfo(file).Length, 10_000, MostBytes));
        Assert.All(taken, file => Assert.InRange(shown.GetValueOrDefault(Path.GetFileName(file), "").Length, 40, 200));
    }

    [GeneratedRegex(@"!\[([^\]]*)\]\(([^)]+)\)")]
    private static partial Regex Picture();
}
