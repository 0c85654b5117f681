using CustomerListSchedules.Infrastructure.Identity;

namespace CustomerListSchedules.Unit.Infrastructure;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("short")]
    [InlineData("elevenchars")]
    [InlineData("Password2026!")]
    [InlineData("!!Liverpool1892")]
    [InlineData("1234567890123")]
    [InlineData("qwertyuiopas")]
    [InlineData("lkjhgfdsapoi")]
    [InlineData("aaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabc")]
    [InlineData("dragondragon")]
    [InlineData("Passwordpassword1")]
    [InlineData("margaret.hill1")]
    [InlineData("MargaretMargaret")]
    public void A_guessable_password_is_refused(string password) =>
        Assert.NotNull(PasswordRules.Refusal(password, "Margaret Hill", "margaret.hill@example.org"));

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("8#kQ!2z(8)3=4v")]
    [InlineData("drei Äpfel im Korb")]
    [InlineData("margaret likes three blue kettles")]
    [InlineData("password manager made this one")]
    public void A_long_password_needs_no_figures_or_signs(string password) =>
        Assert.Null(PasswordRules.Refusal(password, "Margaret Hill", "margaret.hill@example.org"));

    [Theory]
    [InlineData("OldFireStation26!", false)]
    [InlineData("the-old-fire-station", false)]
    [InlineData("Customer Lists 2026", false)]
    [InlineData("my schedule list", false)]
    [InlineData("fire engine tomato", true)]
    [InlineData("harbour bell brass", true)]
    public void What_everybody_at_the_venue_knows_is_no_password(string password, bool good) =>
        Assert.Equal(good, PasswordRules.Refusal(password, "Margaret Hill", "margaret.hill@example.org", "The Old Fire Station") is null);

    [Fact]
    public void A_password_has_at_most_128_characters() =>
        Assert.NotNull(PasswordRules.Refusal(string.Concat(Enumerable.Range(0, 129).Select(i => (char)('a' + (i * i % 26)))), null, null));
}
