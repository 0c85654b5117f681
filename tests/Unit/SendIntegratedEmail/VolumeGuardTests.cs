using CustomerListSchedules.Features.SendIntegratedEmail;

namespace CustomerListSchedules.Unit.SendIntegratedEmail;

public sealed class VolumeGuardTests
{
    private static readonly VolumeGuard Guard = new();

    [Theory]
    [InlineData(300, false)]
    [InlineData(301, true)]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void A_size_is_held_above_three_times_the_largest_and_under_a_tenth_of_the_smallest(long recipients, bool held) =>
        Assert.Equal(held, Guard.Problem(recipients, [100], confirmed: false) is not null);

    [Fact]
    public void The_figures_are_in_the_words() => Assert.Equal(
        "It would be sent to 1,201 people, more than 3 times as many as usual: its last 3 runs were sent to between 80 and 400 people.",
        Guard.Problem(1201, [80, 400, 100], confirmed: true));

    [Fact]
    public void Only_the_last_runs_count()
    {
        long[] before = [.. Enumerable.Repeat(100L, 10), 5000];
        Assert.NotNull(Guard.Problem(400, before, confirmed: false));
        Assert.Null((Guard with { RunsCompared = 11 }).Problem(400, before, confirmed: false));
    }

    [Fact]
    public void Four_people_after_one_are_no_alarm() => Assert.Null(Guard.Problem(19, [1], confirmed: false));

    [Fact]
    public void A_list_that_falls_from_many_to_almost_nobody_is_held() => Assert.NotNull(Guard.Problem(1, [20], confirmed: false));

    [Theory]
    [InlineData(1000, false, false)]
    [InlineData(1001, false, true)]
    [InlineData(1001, true, false)]
    public void A_first_send_above_a_thousand_asks_unless_it_was_confirmed(long recipients, bool confirmed, bool held) =>
        Assert.Equal(held, Guard.Problem(recipients, [], confirmed) is not null);

    [Fact]
    public void What_was_agreed_to_for_the_first_send_does_not_hold_for_another_list_later() => Assert.Equal(
        "This would be its first send to this Customer List, and to 1,001 people.",
        Guard.Problem(1001, [], confirmed: true, sent: true));
}
