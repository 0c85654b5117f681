using System.Globalization;

namespace CustomerListSchedules.Features.Shared.Pictures;

/// <summary>For <c>_Funnel</c>: how many are left at each stage, a bar beside each number, in a table that says the same.</summary>
/// <param name="Words">What it shows as a whole: "From the list to clicks".</param>
/// <param name="Stages">From the widest.</param>
public sealed record Funnel(string Words, IReadOnlyList<FunnelStage> Stages)
{
    /// <summary>The width of a stage's bar in percent of the picture; null when its number is not known.</summary>
    public string? Width(FunnelStage stage) => stage.Number is not { } number
        ? null
        : Math.Clamp(number * 100.0 / Math.Max(1, Stages.Max(each => each.Number ?? 0)), 0, 100)
            .ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

/// <param name="Name">"Opened".</param>
/// <param name="Number">Null: not yet known, which is not nothing.</param>
/// <param name="Beside">A rate, or what the stage is; null for none.</param>
public sealed record FunnelStage(string Name, long? Number, string? Beside = null);
