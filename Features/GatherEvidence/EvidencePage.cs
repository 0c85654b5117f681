using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.GatherEvidence;

/// <summary>Says what an evidence pack is and makes it: as a document, or as JSON.</summary>
public abstract class EvidencePage(IMediator mediator) : PageModel
{
    protected IMediator Mediator => mediator;

    protected abstract EvidenceOf Of { get; }

    /// <summary>Why none could be made.</summary>
    public string? Problem { get; private set; }

    public Task<IActionResult> OnPostDocumentAsync(CancellationToken cancellationToken) => MakeAsync(false, cancellationToken);

    public Task<IActionResult> OnPostJsonAsync(CancellationToken cancellationToken) => MakeAsync(true, cancellationToken);

    /// <summary>Reads what the page shows; false where there is nothing to make a pack of.</summary>
    protected abstract Task<bool> LoadAsync(CancellationToken cancellationToken);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Page() : NotFound();

    private async Task<IActionResult> MakeAsync(bool json, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        switch (await mediator.Send(new MakeEvidence(Of, json, HttpContext.Actor()), cancellationToken))
        {
            case EvidenceMade.Done made:
                Response.Headers.CacheControl = "no-store";
                return File(made.Content, made.ContentType, made.FileName);
            case EvidenceMade.Refused refused:
                Problem = refused.Why;
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return Page();
            default:
                return NotFound();
        }
    }
}
