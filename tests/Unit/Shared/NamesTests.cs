using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Unit.Shared;

public sealed class NamesTests
{
    [Theory]
    [InlineData("A", true)]
    [InlineData(" 🎭 ", true)]
    [InlineData("", false)]
    [InlineData(" \t\u00A0", false)]
    [InlineData("\u200B\u200E\u2060\uFEFF", false)]
    public void A_name_has_something_to_see(string name, bool visible) => Assert.Equal(visible, Names.IsVisible(name));

    [Theory]
    [InlineData("Über-Liste (2026)", true)]
    [InlineData("two\nlines", false)]
    [InlineData("two\u2028lines", false)]
    [InlineData("turned\u202Eround", false)]
    public void A_name_is_one_line_read_in_its_own_order(string name, bool oneLine) => Assert.Equal(oneLine, Names.IsOneLine(name));
}
