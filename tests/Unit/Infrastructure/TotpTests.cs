using System.Text;
using CustomerListSchedules.Features.SignIn.TwoStep;
using CustomerListSchedules.Infrastructure.Identity;
using NodaTime;

namespace CustomerListSchedules.Unit.Infrastructure;

public sealed class TotpTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890");

    private static readonly Instant Now = Instant.FromUnixTimeSeconds(1_111_111_109);

    // RFC 6238, appendix B (its last six digits).
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1_111_111_109, "081804")]
    [InlineData(1_111_111_111, "050471")]
    [InlineData(1_234_567_890, "005924")]
    [InlineData(2_000_000_000, "279037")]
    [InlineData(20_000_000_000, "353130")]
    public void Codes_are_those_of_the_RFC(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Key, Totp.StepAt(Instant.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_be_one_step_slow_or_fast(int steps, bool taken)
    {
        var step = Totp.StepAt(Now) + steps;
        Assert.Equal(taken ? step : null, Totp.Match(Key, Totp.Code(Key, step), Now, after: 0));
    }

    [Fact]
    public void A_code_and_those_before_it_are_never_taken_again()
    {
        var step = Totp.StepAt(Now);
        Assert.Null(Totp.Match(Key, Totp.Code(Key, step), Now, after: step));
        Assert.Null(Totp.Match(Key, Totp.Code(Key, step - 1), Now, after: step));
        Assert.Equal(step + 1, Totp.Match(Key, Totp.Code(Key, step + 1), Now, after: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("08180")]
    [InlineData("0818040")]
    [InlineData("٠٨١٨٠٤")]
    [InlineData("081 805")]
    public void What_is_not_the_code_is_not_taken(string typed) => Assert.Null(Totp.Match(Key, typed, Now, after: 0));

    [Fact]
    public void Blanks_in_a_code_do_not_matter() => Assert.Equal(Totp.StepAt(Now), Totp.Match(Key, " 081 804 ", Now, after: 0));

    // RFC 4648, 10.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_RFC(string text, string encoded) =>
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_address_for_apps_names_venue_and_account() => Assert.Equal(
        "otpauth://totp/Old%20House%20%20Yard%20%26%20Co:jo%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        + "&issuer=Old%20House%20%20Yard%20%26%20Co&algorithm=SHA1&digits=6&period=30",
        Totp.Uri(Key, "Old House: Yard & Co", "jo@example.org"));

    [Fact]
    public void Recovery_codes_differ_and_are_known_again_however_they_are_typed()
    {
        var user = Guid.NewGuid();
        var codes = RecoveryCode.NewSet();
        Assert.Equal(RecoveryCode.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[2-9BCDFGHJKMNPQRTVWXY]{4}(-[2-9BCDFGHJKMNPQRTVWXY]{4}){5}$", code));
        Assert.Equal(
            RecoveryCode.Hash(user, codes[0]),
            RecoveryCode.Hash(user, $" {codes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)} "));
        Assert.NotEqual(RecoveryCode.Hash(user, codes[0]), RecoveryCode.Hash(Guid.NewGuid(), codes[0]));
    }
}
