using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>An instance of an event in the sample programme.</summary>
internal sealed record SampleInstance(int Id, int EventId, Instant StartsAt, bool Workshop)
{
    /// <summary>A few shows do not take place; every workshop does, so that there is somebody in today's.</summary>
    public bool Cancelled => !Workshop && Id % 61 == 0;
}
