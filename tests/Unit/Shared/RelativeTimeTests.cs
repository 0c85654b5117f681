using CustomerListSchedules.Features.Shared;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Unit.Shared;

public sealed class RelativeTimeTests
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];
    private static readonly Instant Now = Instant.FromUtc(2026, 10, 24, 12, 0); // Clocks go back in the night.

    [Theory]
    [InlineData("2026-10-24T12:00:20Z", "now")]
    [InlineData("2026-10-24T11:59:50Z", "just now")]
    [InlineData("2026-10-24T12:20:00Z", "in 20 minutes")]
    [InlineData("2026-10-24T11:59:00Z", "1 minute ago")]
    [InlineData("2026-10-24T16:00:00Z", "today, 17:00")]
    [InlineData("2026-10-24T22:59:00Z", "today, 23:59")]
    [InlineData("2026-10-24T23:30:00Z", "tomorrow, 00:30")]
    [InlineData("2026-10-25T09:00:00Z", "tomorrow, 09:00")]
    [InlineData("2026-10-23T08:00:00Z", "yesterday, 09:00")]
    [InlineData("2026-10-26T09:00:00Z", "Monday, 09:00")]
    [InlineData("2026-10-20T08:00:00Z", "last Tuesday, 09:00")]
    [InlineData("2026-12-07T10:00:00Z", "7 December, 10:00")]
    [InlineData("2027-02-01T10:00:00Z", "1 February, 10:00")]
    [InlineData("2028-12-07T10:00:00Z", "7 Dec 2028, 10:00")]
    public void A_moment_is_said_from_where_one_stands(string at, string words) =>
        Assert.Equal(words, RelativeTime.Words(InstantPattern.ExtendedIso.Parse(at).Value, Now, London));
}
