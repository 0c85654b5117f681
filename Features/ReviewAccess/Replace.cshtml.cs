using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ReviewAccess;

public sealed class ReplaceModel(IMediator mediator, SealedText texts) : PageModel
{
    [BindProperty(SupportsGet = true), Sealed]
    public string From { get; set; } = "";

    [BindProperty(SupportsGet = true), Sealed]
    public string To { get; set; } = "";

    public ReplacementPreview? Preview { get; private set; }

    public bool ChangedMeanwhile { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (From.Length > 0 && Request.Query.ContainsKey("to"))
        {
            await PreviewAsync(cancellationToken);
        }
    }

    /// <summary>What it would change: on a page whose address says neither of them.</summary>
    public async Task<IActionResult> OnPostShowAsync(CancellationToken cancellationToken)
    {
        await PreviewAsync(cancellationToken);
        return ModelState.IsValid ? this.GoTo(texts.ReplacePage(From, To)) : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? seen, string? confirmed, CancellationToken cancellationToken)
    {
        Tidy();
        try
        {
            var result = await mediator.Send(
                new ReplaceRecipient(From, To, seen ?? "", HttpContext.Actor()) { Confirmed = confirmed ?? "" }, cancellationToken);
            if (result is ReplaceResult.Done { Entries: > 0 and var entries })
            {
                this.Notify($"{To} is in the place of {From} in {Plural.Count(entries, "scheduled list")}.");
                return this.GoTo(texts.AddressPage(To));
            }

            ChangedMeanwhile = result is ReplaceResult.ChangedMeanwhile;
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
        }

        await PreviewAsync(cancellationToken);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task PreviewAsync(CancellationToken cancellationToken)
    {
        Tidy();
        try
        {
            Preview = ModelState.IsValid ? await mediator.Send(new PreviewReplacement(From, To), cancellationToken) : null;
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }
    }

    private void Tidy() => (From, To) = (From.Trim(), To.Trim());
}
