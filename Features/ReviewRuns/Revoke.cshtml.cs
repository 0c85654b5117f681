using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.ReviewRuns;

/// <summary>Asks for a reason before a file is revoked.</summary>
[Authorize(Policies.Staff)]
public sealed class RevokeModel(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public string Reason { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public FileToRevoke Found { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = null!;

    public string Back => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : $"/runs/{Found.RunId}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        try
        {
            if (await mediator.Send(new RevokeFile(Id, Reason.Trim(), HttpContext.Actor()), cancellationToken) is RevokeResult.Done)
            {
                this.Notify("The file is revoked and deleted. Nobody can collect it any more.");
            }
            else
            {
                this.Notify("The file had gone already.", "warn");
            }
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
            return this.Invalid("_RevokeForm", this);
        }

        return this.GoTo(Back);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var file = await mediator.Send(new GetFileToRevoke(Id), cancellationToken);
        Found = file!;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return file is not null;
    }
}
