using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.AddCustomerList.OutputStep;

/// <summary>Trust before the first delivery: a scheduled list as its recipients will see it.</summary>
public sealed class FirstRowsModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long ScheduleId { get; set; }

    [BindProperty(SupportsGet = true), FromRoute]
    public long EntryId { get; set; }

    public ScheduledListForm Form { get; private set; } = null!;

    public FirstRows Rows { get; private set; } = null!;

    /// <summary>Whether the link in a test would let the person who asks collect the file.</summary>
    public bool MayCollect => User.IsInRole(Roles.CollectReport);

    public string ListsUrl => $"/schedules/{ScheduleId}/customer-lists";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var form = await mediator.Send(new GetScheduledListForm(ScheduleId, EntryId), cancellationToken);
        if (form?.Entry is not { } entry
            || await mediator.Send(
                new GetFirstRows(
                    ScheduleId, entry.CustomerListId, OutputInput.From(entry.OutputColumns, entry.Sort, entry.RowPerBooking),
                    entry.FileFormat,
                    HttpContext.Actor())
                {
                    Part = entry is { SplitBy: { } by, Parts: [var first, ..] } ? new PartOf(by, first.Value) : null,
                },
                cancellationToken) is not { } rows)
        {
            return NotFound();
        }

        (Form, Rows) = (form, rows);
        return Page();
    }
}
