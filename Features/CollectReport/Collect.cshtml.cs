using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Downloads;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.CollectReport;

/// <summary>The page behind a link. Opening it, by whomever and however often, changes nothing.</summary>
[Authorize(Policies.SignedIn)]
public sealed class CollectModel(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public string Token { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public bool Damaged { get; set; }

    /// <summary>Null for an unknown link and for somebody else's alike.</summary>
    public Collection? Collection { get; private set; }

    public Venue Venue { get; private set; } = null!;

    public bool MayCollect => User.IsInRole(Roles.CollectReport);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        await FindAsync(cancellationToken);
        if (Collection is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }

        return Page();
    }

    public async Task<IActionResult> OnGetDownloadAsync(CancellationToken cancellationToken)
    {
        await FindAsync(cancellationToken);
        return Collection is { CanBeCollected: true } file && MayCollect
            ? new FileDownload(new DownloadableFile(file.FileId, file.MessageId, file.FileName, file.ContentType, file.Size))
            : await OnGetAsync(cancellationToken);
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        Venue = await venues.ReadAsync(cancellationToken);
        Collection = await mediator.Send(new GetCollection(Token, User.UserId()!.Value), cancellationToken);
        if (Collection is null)
        {
            await mediator.Send(new RecordRefusedLink(HttpContext.Actor()), cancellationToken);
        }
    }
}
