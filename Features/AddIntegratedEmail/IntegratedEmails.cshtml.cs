using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

public sealed class IntegratedEmailsModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long ScheduleId { get; set; }

    public IntegratedEmails Emails { get; private set; } = null!;

    public new string Url => $"/schedules/{ScheduleId}/integrated-emails";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var emails = await mediator.Send(new ListIntegratedEmails(ScheduleId), cancellationToken);
        if (emails is null)
        {
            return NotFound();
        }

        Emails = emails;
        return Page();
    }
}
