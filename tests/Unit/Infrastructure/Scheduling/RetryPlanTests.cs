using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Unit.Infrastructure.Scheduling;

public sealed class RetryPlanTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 15)]
    [InlineData(4, 60)]
    public void A_failure_is_tried_again_after_1_5_15_and_60_minutes(int failures, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), RetryPlan.WaitAfter(failures));

    [Fact]
    public void After_the_fifth_failure_it_is_given_up() => Assert.Null(RetryPlan.WaitAfter(5));
}
