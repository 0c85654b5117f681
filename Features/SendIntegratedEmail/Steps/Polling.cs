using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>How often Dotdigital is asked about what takes its time: often at first, once a minute in the end.</summary>
internal static class Polling
{
    private static readonly Duration Shortest = Duration.FromSeconds(1);
    private static readonly Duration Longest = Duration.FromMinutes(1);

    public static Duration After(Duration waited)
    {
        var next = waited / 5;
        return next < Shortest ? Shortest : next > Longest ? Longest : next;
    }
}
