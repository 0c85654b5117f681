namespace CustomerListSchedules.Features.Shared.Pictures;

/// <summary>For <c>_Ring</c>: so many of so many, as a ring that closes; the words stand beside it for whoever does not see it.</summary>
/// <param name="Part">From 0 to <paramref name="Whole"/>.</param>
/// <param name="Whole">More than 0.</param>
/// <param name="Words">"1 of 3 collected".</param>
public sealed record Ring(long Part, long Whole, string Words)
{
    /// <summary>How much of the circle is drawn, of 100.</summary>
    public long Share => Whole <= 0 ? 0 : Math.Clamp(Part * 100 / Whole, Part > 0 ? 1 : 0, 100);
}
