using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>The accounts of the sample venue, printed by <c>./run</c>.</summary>
public static class SampleSignIns
{
    public static readonly SampleSignIn Administrator = new(
        "Alex Marsh", "alex@oldfirestation.example", [Roles.Administrator]);

    public static readonly SampleSignIn Staff = new(
        "Sam Okafor", "sam@oldfirestation.example", [Roles.InsightsAndMailings, Roles.CollectReport]);

    /// <summary>Leads workshops; gets the sample deliveries.</summary>
    public static readonly SampleSignIn WorkshopLeader = new(
        "Wendy Clay", "wendy@clayandkiln.example", [Roles.CollectReport]);

    /// <summary>A producer, who runs a list on demand.</summary>
    public static readonly SampleSignIn Producer = new(
        "Priya Lantern", "priya@paperlantern.example", [Roles.CollectReport]);

    public static readonly IReadOnlyList<SampleSignIn> All = [Administrator, Staff, WorkshopLeader, Producer];
}
