using CustomerListSchedules.Features.BrowseSchedules.Owners;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;

namespace CustomerListSchedules.Features.BrowseSchedules.Bulk;

/// <summary>
/// Pauses, resumes or hands over several schedules, each for itself and with an entry of its own in the audit, as if somebody did it one
/// by one. What was changed since somebody looked stays as it is. Sent twice, it does nothing more and answers the same.
/// </summary>
/// <param name="To">Where they are handed over: the colleague.</param>
public sealed record ChangeMany(BulkAction Action, IReadOnlyList<BulkSeen> Seen, Guid? To, Actor Actor) : IRequest<ChangedMany>;

/// <param name="Changed">How many are as they were wanted to be.</param>
/// <param name="Left">Those that stayed as they were, and why.</param>
/// <param name="NotStaff">The colleague is no active account of staff; nothing was handed over.</param>
public sealed record ChangedMany(int Changed, IReadOnlyList<(string Name, string Why)> Left, bool NotStaff);

internal sealed class ChangeManyHandler(IMediator mediator) : IRequestHandler<ChangeMany, ChangedMany>
{
    private const string Meanwhile = "somebody changed it meanwhile";

    private const string Gone = "it was deleted";

    public async Task<ChangedMany> Handle(ChangeMany request, CancellationToken cancellationToken)
    {
        var plan = await mediator.Send(new GetBulk(request.Action, [.. request.Seen.Select(seen => seen.Id)]), cancellationToken);
        var names = plan.Schedules.ToDictionary(schedule => schedule.Id, schedule => schedule.Name);
        var changed = 0;
        var left = new List<(string, string)>();
        foreach (var seen in request.Seen.Where(seen => names.ContainsKey(seen.Id)).DistinctBy(seen => seen.Id))
        {
            var (why, notStaff) = await ChangeAsync(request, seen, cancellationToken);
            if (notStaff)
            {
                return new ChangedMany(0, [], true);
            }

            if (why is null)
            {
                changed++;
            }
            else
            {
                left.Add((names[seen.Id], why));
            }
        }

        return new ChangedMany(changed, left, false);
    }

    private async Task<(string? Why, bool NotStaff)> ChangeAsync(ChangeMany request, BulkSeen seen, CancellationToken cancellationToken) =>
        request.Action switch
        {
            BulkAction.Pause => (await mediator.Send(new PauseSchedule(seen.Id, request.Actor, seen.Version), cancellationToken) switch
            {
                null => Gone,
                PauseResult.ChangedMeanwhile => Meanwhile,
                _ => null,
            }, false),
            BulkAction.Resume => (await mediator.Send(new ResumeSchedule(seen.Id, request.Actor, seen.Version), cancellationToken) switch
            {
                null => Gone,
                ResumeResult.ChangedMeanwhile => Meanwhile,
                ResumeResult.Refused refused => refused.Why.TrimEnd('.'),
                _ => null,
            }, false),
            _ => await mediator.Send(
                new ChangeOwner(seen.Id, seen.OwnerId, request.To ?? Guid.Empty, request.Actor), cancellationToken) switch
            {
                null => (Gone, false),
                OwnerChange.NotStaff => (null, true),
                OwnerChange.ChangedMeanwhile => ("somebody gave it to another person meanwhile", false),
                _ => (null, false),
            },
        };
}
