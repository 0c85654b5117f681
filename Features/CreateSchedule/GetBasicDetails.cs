using CustomerListSchedules.Features.Shared;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>Basic Details to fill in: a schedule's, or a new one's. Null when there is no such schedule.</summary>
public sealed record GetBasicDetails(long? Id) : IRequest<BasicDetails?>;

/// <param name="Input">The form, filled.</param>
/// <param name="Version">The version that it shows.</param>
public sealed record BasicDetails(BasicDetailsInput Input, int Version);

internal sealed class GetBasicDetailsHandler(
    NpgsqlDataSource dataSource, VenueReader venue, IClock clock) : IRequestHandler<GetBasicDetails, BasicDetails?>
{
    public async Task<BasicDetails?> Handle(GetBasicDetails request, CancellationToken cancellationToken)
    {
        var input = await NewAsync(cancellationToken);
        if (request.Id is null)
        {
            return new BasicDetails(input, 1);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await ScheduleRow.ReadAsync(connection, request.Id.Value, forUpdate: false, cancellationToken) is not { } schedule)
        {
            return null;
        }

        schedule.Fill(input);
        return new BasicDetails(input, schedule.Version);
    }

    private async Task<BasicDetailsInput> NewAsync(CancellationToken cancellationToken)
    {
        var zone = (await venue.ReadAsync(cancellationToken)).Zone;
        return new BasicDetailsInput
        {
            RunAsSchedule = true, RunFrom = BasicDetailsInput.Text(clock.GetCurrentInstant().InZone(zone).Date), TimeZone = zone.Id,
            SkipsClosures = true,
        };
    }
}
