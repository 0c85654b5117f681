namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>The programme as this node saw it last.</summary>
internal sealed class SeenProgramme
{
    public string? Mark { get; set; }
}
