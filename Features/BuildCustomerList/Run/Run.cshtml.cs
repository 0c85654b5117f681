using CustomerListSchedules.Features.CollectReport;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList;

/// <summary>Run: a list at once into a file of any format, with progress; the file is offered when it is ready.</summary>
[Authorize(Policies.Staff)]
public sealed class RunListModel(IMediator mediator, VenueReader venues) : PageModel
{
    public static readonly (string Value, string Label)[] Formats =
        [("csv", "CSV"), ("xlsx", "Unformatted Excel"), ("docx", "Mail Merge document")];

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Export { get; set; }

    [BindProperty]
    public string FileFormat { get; set; } = "csv";

    public CustomerList List { get; private set; } = null!;

    public ListExport? Found { get; private set; }

    public DateTimeZone Zone { get; private set; } = null!;

    public bool Damaged { get; private set; }

    private Guid UserId => HttpContext.Actor().UserId!.Value;

    public async Task<IActionResult> OnGetAsync(bool damaged, CancellationToken cancellationToken)
    {
        Damaged = damaged;
        return await LoadAsync(cancellationToken) ? Page() : NotFound();
    }

    /// <summary>How far it is, asked for again while it runs.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Partial("_Progress", this) : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (Formats.All(format => format.Value != FileFormat))
        {
            return BadRequest();
        }

        return await mediator.Send(new RunList(Id, FileFormat, UserId, HttpContext.Actor()), cancellationToken) is { } export
            ? this.GoTo($"/customer-lists/{Id}/run?export={export}")
            : NotFound();
    }

    public async Task<IActionResult> OnGetFileAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) && Found is { Collectable: true, FileId: { } file } found
            ? new FileDownload(new DownloadableFile(file, null, found.FileName!, found.ContentType!, found.SizeBytes!.Value))
            : NotFound();

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetCustomerList(Id), cancellationToken) is not { } list)
        {
            return false;
        }

        List = list;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Found = Export is { } export ? await mediator.Send(new FindExport(export, UserId), cancellationToken) : null;
        return Export is null || Found?.CustomerListId == Id;
    }
}
