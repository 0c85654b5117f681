using CustomerListSchedules.Features.AddCustomerList.Entries;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>A Customer List of a schedule: changed here; moved and deleted from the page of all of them.</summary>
public sealed class EditModel(IMediator mediator, VenueReader venues) : EntryModel(mediator, venues)
{
    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        var name = await Mediator.Send(new DeleteScheduledList(ScheduleId, EntryId!.Value, HttpContext.Actor()), cancellationToken);
        if (name is null)
        {
            return NotFound();
        }

        this.Notify($"{name} is deleted from the schedule.");
        return this.GoTo(ListsUrl);
    }

    public async Task<IActionResult> OnPostMoveAsync([FromForm] int place, CancellationToken cancellationToken) =>
        await Mediator.Send(new MoveScheduledList(ScheduleId, EntryId!.Value, place, HttpContext.Actor()), cancellationToken)
            ? this.GoTo(ListsUrl)
            : NotFound();
}
