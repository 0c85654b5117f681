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
}
