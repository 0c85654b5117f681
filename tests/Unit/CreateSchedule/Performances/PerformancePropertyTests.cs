using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Unit.CreateSchedule.Recurrence;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CustomerListSchedules.Unit.CreateSchedule.Performances;

/// <summary>
/// Random programmes and changes of them, in zones that move their clocks: what is kept row by row runs exactly what walking each
/// performance's own history by itself says.
/// </summary>
public sealed class PerformancePropertyTests
{
    private static readonly Duration LateLimit = Duration.FromHours(12);

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(3000);

    [Fact]
    public void What_runs_is_what_a_plain_evaluation_of_each_performance_says()
    {
        var ran = 0;
        Prop.ForAll(Cases.ToArbitrary(), @case =>
        {
            var wanted = Enumerable.Range(0, @case.Programme.Count).SelectMany(index => Plain(@case, index)).Order().ToList();
            var found = RunAtOnce(@case).Order().ToList();
            ran += found.Count;
            return wanted.SequenceEqual(found)
                ? true
                : throw new InvalidOperationException($"wanted {string.Join("; ", wanted)}\nfound {string.Join("; ", found)}\n{@case}");
        }).Check(Many);
        Assert.True(ran > 6000, $"Where nothing runs nothing is shown: {ran} ran.");
    }

    [Fact]
    public void However_long_nobody_looks_nothing_runs_twice_or_after_the_end_or_when_it_is_cancelled_or_too_late() =>
        Prop.ForAll(
            (from @case in Cases
             from gaps in Gen.Choose(1, 40 * 60).ListOf(60)
             select (@case, gaps)).ToArbitrary(),
            sample =>
            {
                var (@case, gaps) = sample;
                var venue = new Venue(@case);
                foreach (var minutes in gaps)
                {
                    venue.PassTo(venue.Now + Duration.FromMinutes(minutes));
                    venue.Look(anew: false);
                }

                return venue.Ran.Select(run => (run.Id, run.StartsAt, run.Moment)).Distinct().Count() == venue.Ran.Count
                    && venue.Ran.All(run => run.At < run.EndsAt && !run.Cancelled && run.At - run.DueAt < LateLimit && run.DueAt <= run.At)
                    && venue.Ran.All(run => @case.Rule.Allows(run.DueAt));
            }).Check(Many);

    [Fact]
    public void Looking_again_changes_nothing() =>
        Prop.ForAll(Cases.ToArbitrary(), @case =>
        {
            var venue = new Venue(@case);
            venue.Look(anew: true);
            var known = venue.Known.ToHashSet();
            venue.Look(anew: false);
            return known.SetEquals(venue.Known);
        }).Check(Many);

    // Each performance by itself, from one change of it to the next: no rows, no other performances.
    private static IEnumerable<(Instant At, long Id, Instant StartsAt)> Plain(Case @case, int index)
    {
        var state = @case.Programme[index];
        var from = @case.Begin;
        var first = true;
        var done = new HashSet<(Instant, Instant)>();
        var changes = @case.Changes.Where(change => change.Index == index).ToList();
        for (var i = 0; i <= changes.Count; i++)
        {
            var until = i < changes.Count ? changes[i].At : Instant.MaxValue;
            if (state is not null && !state.Cancelled)
            {
                var moment = @case.Rule.MomentOf(state).At;
                var key = (state.StartsAt, moment);
                if (!done.Contains(key) && state.EndsAt > from)
                {
                    if (moment > from)
                    {
                        if (moment < state.EndsAt && !@case.Rule.Allows(moment))
                        {
                            done.Add(key);
                        }
                        else if (moment < state.EndsAt && moment < until)
                        {
                            done.Add(key);
                            yield return (moment, state.Id, state.StartsAt);
                        }
                    }
                    else if (first || done.Count > 0)
                    {
                        if (first || state.StartsAt > from)
                        {
                            done.Add(key);
                        }
                    }
                    else if (state.StartsAt > from)
                    {
                        done.Add(key);
                        if (@case.Rule.Allows(from))
                        {
                            yield return (from, state.Id, state.StartsAt);
                        }
                    }
                }
            }

            if (i < changes.Count)
            {
                state = changes[i].To;
                from = until;
                first = false;
            }
        }
    }

    private static List<(Instant At, long Id, Instant StartsAt)> RunAtOnce(Case @case)
    {
        var venue = new Venue(@case);
        var next = venue.Look(anew: true);
        foreach (var at in @case.Changes.Select(change => change.At).Append(@case.Begin + Duration.FromDays(120)))
        {
            while (next is { } due && due < at)
            {
                venue.PassTo(due);
                next = venue.Look(anew: false);
            }

            venue.PassTo(at);
            next = venue.Look(anew: false);
        }

        return [.. venue.Ran.Select(run => (run.At, run.Id, run.StartsAt))];
    }

    private static readonly Gen<Performance> Performances =
        from id in Gen.Choose(0, 0)
        from hours in Gen.Choose(-30, 40 * 24)
        from minutes in Gen.Elements(0, 0, 30, 45)
        from length in Gen.Elements(30, 90, 180, 600, 4000)
        select new Performance(id, "", Instant.FromUnixTimeSeconds((hours * 3600L) + (minutes * 60)),
            Instant.FromUnixTimeSeconds((hours * 3600L) + ((minutes + length) * 60)), false);

    private static readonly Gen<Change> Changes =
        from minutes in Gen.Choose(1, 40 * 24 * 60)
        from index in Gen.Choose(0, 5)
        from what in Gen.Choose(0, 5)
        from hours in Gen.Choose(-90, 90)
        from other in Performances
        select new Change(minutes, index, what, hours, other);

    private static readonly Gen<Case> Cases =
        from zone in Gen.Elements(RandomRules.Zones)
        from spring in Gen.Elements(true, false)
        from days in Gen.Choose(0, 30)
        from times in Gen.OneOf(
            Gen.Choose(1, 72).Select(hours => (DailyFrequency)new DailyFrequency.HoursBefore(hours)),
            from hour in Gen.Choose(0, 23)
            from before in Gen.Choose(0, 1)
            select (DailyFrequency)new DailyFrequency.OnItsDay(hour, before))
        from programme in Performances.ListOf(6)
        from isThere in Gen.Elements(true, true, true, false).ListOf(6)
        from changes in Changes.ListOf(10)
        from closed in Gen.Choose(-5, 45).ListOf(3)
        from bounds in Gen.Elements((0, 60), (0, 60), (3, 20), (0, 10))
        select Case.Of(zone, spring, days, times, [.. programme], [.. isThere], [.. changes], [.. closed], bounds);

    private sealed record Change(int Minutes, int Index, int What, int Hours, Performance Other);

    private sealed record Changed(Instant At, int Index, Performance? To);

    private sealed record Case(
        PerformanceRule Rule, Instant Begin, IReadOnlyList<Performance?> Programme, IReadOnlyList<Changed> Changes, string Words)
    {
        public static Case Of(
            string zoneId, bool spring, int days, DailyFrequency times, Performance[] programme, bool[] isThere, Change[] changes,
            int[] closed, (int From, int Until) bounds)
        {
            var zone = DateTimeZoneProviders.Tzdb[zoneId];
            // A month that a change of the clocks falls into, on either side of the world.
            var date = new LocalDate(2026, spring ? 3 : 10, 1).PlusDays(days);
            var begin = date.AtStartOfDayInZone(zone).ToInstant() + Duration.FromHours(10);
            var since = begin - Instant.FromUnixTimeSeconds(0);
            var today = begin.InZone(zone).Date;
            var pattern = new RecurrencePattern(
                zone, today.PlusDays(bounds.From), today.PlusDays(bounds.Until),
                new Occurs.BeforePerformance(new PerformanceChoice([new NamedId(1, "Hamlet")], null, [])), times,
                ClosedDates.Of(closed.Where(day => day >= 0).Select(day => (today.PlusDays(day), today.PlusDays(day)))));
            var state = programme.Select((one, index) => isThere[index]
                ? one with { Id = index + 1, StartsAt = one.StartsAt + since, EndsAt = one.EndsAt + since }
                : null).ToArray();
            var first = state.ToArray();
            var changed = new List<Changed>();
            foreach (var change in changes.DistinctBy(change => change.Minutes).OrderBy(change => change.Minutes))
            {
                var moved = Duration.FromHours(change.Hours);
                var is_ = state[change.Index];
                var to = (is_, change.What) switch
                {
                    (null, _) => change.Other with
                    {
                        Id = change.Index + 1,
                        StartsAt = change.Other.StartsAt + since,
                        EndsAt = change.Other.EndsAt + since,
                    },
                    (_, 0) => is_ with { Cancelled = !is_.Cancelled },
                    (_, 1) => null,
                    (_, 2) => is_ with { EndsAt = is_.StartsAt + Duration.FromHours(1 + Math.Abs(change.Hours)) },
                    _ => is_ with { StartsAt = is_.StartsAt + moved, EndsAt = is_.EndsAt + moved },
                };
                state[change.Index] = to;
                changed.Add(new Changed(begin + Duration.FromSeconds((change.Minutes * 60) + 30), change.Index, to));
            }

            return new Case(
                pattern.BeforePerformance!, begin, first, changed,
                $"{zoneId} {times} from {begin} closed {string.Join(',', pattern.NotOn.Stretches)} bounds {bounds} "
                + $"{string.Join("; ", first.OfType<Performance>())} | {string.Join("; ", changed)}");
        }

        public override string ToString() => Words;
    }

    private sealed record Run(
        Instant At, long Id, Instant StartsAt, Instant Moment, Instant DueAt, Instant EndsAt, bool Cancelled);

    /// <summary>A venue whose programme changes as time passes, and the rows that a schedule keeps of it.</summary>
    private sealed class Venue(Case @case)
    {
        private readonly Performance?[] programme = [.. @case.Programme];
        private int passed;

        public Instant Now { get; private set; } = @case.Begin;

        public List<PerformanceOccurrence> Known { get; private set; } = [];

        public List<Run> Ran { get; } = [];

        public void PassTo(Instant to)
        {
            Now = to;
            for (; passed < @case.Changes.Count && @case.Changes[passed].At <= to; passed++)
            {
                programme[@case.Changes[passed].Index] = @case.Changes[passed].To;
            }
        }

        /// <summary>As the claim does it; null where nothing waits any more.</summary>
        public Instant? Look(bool anew)
        {
            var since = Known.Where(one => !one.Settled).Select(one => one.StartsAt).Append(Now).Min();
            var plan = PerformancePlan.Make(
                @case.Rule, [.. programme.OfType<Performance>().Where(one => one.EndsAt >= since)], Known, Now, anew);
            Known = [.. Known.Except(plan.Gone), .. plan.New];
            foreach (var waiting in plan.Waiting.TakeWhile(waiting => waiting.Occurrence.DueAt <= Now))
            {
                var (occurrence, performance) = waiting;
                if (!waiting.IsMissed(Now, LateLimit))
                {
                    Ran.Add(new Run(
                        Now, performance.Id, performance.StartsAt, occurrence.Moment, occurrence.DueAt, performance.EndsAt,
                        performance.Cancelled));
                }

                Known[Known.IndexOf(occurrence)] = occurrence with { Settled = true };
            }

            return plan.Waiting.SkipWhile(waiting => waiting.Occurrence.DueAt <= Now).FirstOrDefault()?.Occurrence.DueAt;
        }
    }
}
