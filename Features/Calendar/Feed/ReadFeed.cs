using System.Text;
using CustomerListSchedules.Features.BrowseSchedules.Coming;
using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Web;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.Serialization;
using MediatR;
using NodaTime;
using Npgsql;
using CalDateTime = Ical.Net.DataTypes.CalDateTime;

namespace CustomerListSchedules.Features.Calendar.Feed;

/// <summary>
/// What is to run, as iCalendar (RFC 5545), to whoever has the address: names of schedules and times, and nothing of any person. Null when
/// the address leads nowhere: it was revoked, or its account is no longer one of active staff.
/// </summary>
public sealed record ReadFeed(string Token) : IRequest<byte[]?>;

internal sealed class ReadFeedHandler(
    NpgsqlDataSource dataSource, IMediator mediator, VenueReader venues, BaseAddress address,
    IClock clock) : IRequestHandler<ReadFeed, byte[]?>
{
    private const int Most = 2_000;

    private static readonly Duration Ahead = Duration.FromDays(60);

    // Read at most once a minute, so that a program that asks often writes little.
    private const string FindSql =
        """
        with feed as (
          select f.user_id, f.mine
          from calendar_feeds f
          join staff s on s.id = f.user_id
          where f.token_hash = @hash
        ), noted as (
          update calendar_feeds f
          set read_at = @now
          from feed
          where f.user_id = feed.user_id and (f.read_at is null or f.read_at < @now - interval '1 minute')
        )
        select user_id, mine from feed
        """;

    public async Task<byte[]?> Handle(ReadFeed request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        if (await dataSource.ReadOneAsync<FeedRow>(
            FindSql, new { hash = LinkTokens.Hash(request.Token), now }, cancellationToken) is not { } feed)
        {
            return null;
        }

        var venue = await venues.ReadAsync(cancellationToken);
        var coming = await mediator.Send(new ListComing(now + Ahead, feed.Mine ? feed.UserId : null), cancellationToken);
        var calendar = new Ical.Net.Calendar { ProductId = "-//Customer List Schedules//EN", Method = "PUBLISH" };
        calendar.AddProperty("X-WR-CALNAME", $"Customer List Schedules, {venue.ClientName}");
        calendar.AddProperty(Hourly());
        foreach (var run in coming.Take(Most))
        {
            // A performance that moves is the same entry at another time.
            var which = run.Performance is { } performance ? $"p{performance.Id}" : $"{run.At.ToUnixTimeSeconds()}";
            calendar.Events.Add(new CalendarEvent
            {
                Uid = $"{run.ScheduleId}-{which}@{address.Host()}",
                Summary = run.Performance is null
                    ? run.ScheduleName
                    : $"{run.ScheduleName}: {PerformanceWords.Of(run.Performance.Name, run.Performance.StartsAt, venue.Zone)}",
                DtStamp = Utc(now),
                Start = Utc(run.At),
                Duration = Ical.Net.DataTypes.Duration.FromMinutes(15),
                Url = new Uri(address.Link($"/schedules/{run.ScheduleId}")),
            });
        }

        return Encoding.UTF8.GetBytes(new CalendarSerializer().SerializeToString(calendar)!);
    }

    // RFC 7986, 5.7: how often a program may ask.
    private static CalendarProperty Hourly()
    {
        var hourly = new CalendarProperty("REFRESH-INTERVAL", "PT1H");
        hourly.AddParameter("VALUE", "DURATION");
        return hourly;
    }

    private static CalDateTime Utc(Instant at) => new(at.ToDateTimeUtc());

    private sealed record FeedRow
    {
        public Guid UserId { get; init; }
        public bool Mine { get; init; }
    }
}
