using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.AddCustomerList.Entries;

public sealed class CustomerListsModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long ScheduleId { get; set; }

    public ScheduledLists Lists { get; private set; } = null!;

    public new string Url => $"/schedules/{ScheduleId}/customer-lists";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var lists = await mediator.Send(new ListScheduledLists(ScheduleId), cancellationToken);
        if (lists is null)
        {
            return NotFound();
        }

        Lists = lists;
        return Page();
    }

    public async Task<IActionResult> OnPostDeleteAsync(long entryId, CancellationToken cancellationToken)
    {
        var name = await mediator.Send(new DeleteScheduledList(ScheduleId, entryId, HttpContext.Actor()), cancellationToken);
        if (name is null)
        {
            return NotFound();
        }

        this.Notify($"{name} is deleted from the schedule.");
        return this.GoTo(Url);
    }

    public async Task<IActionResult> OnPostMoveAsync(long entryId, int place, CancellationToken cancellationToken) =>
        await mediator.Send(new MoveScheduledList(ScheduleId, entryId, place, HttpContext.Actor()), cancellationToken)
            ? this.GoTo(Url)
            : NotFound();
}
