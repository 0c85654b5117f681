using CustomerListSchedules.Drills.Harness;

namespace CustomerListSchedules.Drills.Infrastructure;

public sealed class KilledTests
{
    [Fact]
    public async Task An_application_that_was_killed_starts_again_at_the_same_address()
    {
        await using var own = await ApplicationProcess.StartAsync();
        var address = own.Address;
        await own.KillAsync();
        await own.RestartAsync();
        Assert.Equal(address, own.Address);
    }
}
