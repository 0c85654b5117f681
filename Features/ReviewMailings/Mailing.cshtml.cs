using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.ReviewMailings;

public sealed class MailingModel(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    public MailingDetails Mailing { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>The mailing's body alone, asked for again while it is under way.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (!Mailing.IsOpen)
        {
            // Its buttons are other ones now.
            Response.Htmx(headers => headers.Refresh());
        }

        return Partial("_Mailing", this);
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken)
    {
        var answer = await mediator.Send(new AnswerMailing(Id, Send: false, HttpContext.Actor()), cancellationToken);
        if (answer is null)
        {
            return NotFound();
        }

        this.Notify(
            answer switch
            {
                MailingAnswer.Done => "It is cancelled.",
                MailingAnswer.Asking => "Dotdigital is asked once more. Unless it has sent it, it is cancelled.",
                _ => MailingWords.AnsweredTooLate,
            },
            answer is MailingAnswer.TooLate ? "warn" : "good");
        return this.GoTo($"/mailings/{Id}");
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetMailing(Id), cancellationToken) is not { } mailing)
        {
            return false;
        }

        Mailing = mailing;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return true;
    }
}
