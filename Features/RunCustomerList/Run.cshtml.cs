using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Downloads;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>
/// Run: a list at once into a file of any format, with progress; the file is offered when it is ready, and found here again.
/// </summary>
[Authorize(Policies.Staff)]
public sealed class RunListModel(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Export { get; set; }

    [BindProperty]
    public string FileFormat { get; set; } = RunCustomerList.FileFormat.Csv;

    /// <summary>Null when the list was deleted and only its file is left.</summary>
    public CustomerList? List { get; private set; }

    public string Name => List?.Name ?? Found!.ListName;

    public ListExport? Found { get; private set; }

    /// <summary>The person's other exports of this list.</summary>
    public IReadOnlyList<ListExport> Others { get; private set; } = [];

    public DateTimeZone Zone { get; private set; } = null!;

    public bool Damaged { get; private set; }

    private Guid UserId => HttpContext.Actor().UserId!.Value;

    public async Task<IActionResult> OnGetAsync(bool damaged, CancellationToken cancellationToken)
    {
        Damaged = damaged;
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        FileFormat = Found?.FileFormat ?? FileFormat;
        return await ShowAsync(cancellationToken);
    }

    /// <summary>How far it is, asked for again while it runs.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Partial("_Progress", this) : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!RunCustomerList.FileFormat.IsKnown(FileFormat))
        {
            return BadRequest();
        }

        switch (await mediator.Send(new RunList(Id, FileFormat, UserId, HttpContext.Actor()), cancellationToken))
        {
            case ListStarted.Done started:
                return this.GoTo($"/customer-lists/{Id}/run?export={started.Export}");
            case ListStarted.Refused refused when await LoadAsync(cancellationToken):
                ModelState.AddModelError(nameof(FileFormat), refused.Why);
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return await ShowAsync(cancellationToken);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnGetFileAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) && Found is { Collectable: true, FileId: { } file } found
            ? new FileDownload(new DownloadableFile(file, null, found.FileName!, found.ContentType!, found.SizeBytes!.Value))
            : NotFound();

    private async Task<PageResult> ShowAsync(CancellationToken cancellationToken)
    {
        Others = [.. (await mediator.Send(new ListExports(UserId, Id), cancellationToken)).Where(other => other.Id != Export)];
        return Page();
    }

    /// <returns>False when there is neither such a list nor, of this person, such an export of it.</returns>
    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        List = await mediator.Send(new GetCustomerList(Id), cancellationToken);
        Found = Export is { } export ? await mediator.Send(new GetExport(export, UserId), cancellationToken) : null;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return Export is null ? List is not null : Found?.CustomerListId == Id;
    }
}
