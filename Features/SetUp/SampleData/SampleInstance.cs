using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>An instance of an event in the sample programme.</summary>
internal sealed record SampleInstance(int Id, int EventId, Instant StartsAt, bool Workshop);
