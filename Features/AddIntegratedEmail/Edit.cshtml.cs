using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>An integrated email of a schedule: changed here; deleted from the page of all of them.</summary>
public sealed class EditModel(IMediator mediator, VenueReader venues) : IntegratedEmailModel(mediator, venues)
{
    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        var name = await Mediator.Send(new DeleteIntegratedEmail(ScheduleId, EntryId!.Value, HttpContext.Actor()), cancellationToken);
        if (name is null)
        {
            return NotFound();
        }

        this.Notify($"{name} is deleted from the schedule.");
        return this.GoTo(ListUrl);
    }
}
