using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>Import Data: the file, how old the data is, and the imports so far.</summary>
[StreamedUpload, IgnoreAntiforgeryToken]
public sealed class ImportDataModel(IMediator mediator, IAntiforgery antiforgery, ImportOptions options) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>Of a workbook; empty for the first that holds anything.</summary>
    public string Sheet { get; private set; } = "";

    public string Upload { get; } = "";

    public long MostBytes => options.MostBytes;

    public DataAge Age { get; private set; } = null!;

    public IReadOnlyList<Import> Imports { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken);

    /// <summary>A file with the columns of a kind, and one row as an example.</summary>
    public IActionResult OnGetTemplate()
    {
        if (ImportKinds.Find(Kind) is not { } kind)
        {
            return NotFound();
        }

        return File(ImportTemplate.For(kind), "text/csv; charset=utf-8", $"{kind.Key.Replace('_', '-')}.csv");
    }

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        UploadAsync(id => Task.FromResult($"/import/{id}/columns"), cancellationToken);

    /// <summary>Past the columns, where each of them was recognised and nothing is open.</summary>
    public Task<IActionResult> OnPostCheckAsync(CancellationToken cancellationToken) => UploadAsync(
        async id =>
        {
            if (await mediator.Send(new CheckAtOnce(id, HttpContext.Actor()), cancellationToken))
            {
                return $"/import/{id}";
            }

            this.Notify("Not everything in this file is clear by itself. Look at its columns, then check it.", "warn");
            return $"/import/{id}/columns";
        },
        cancellationToken);

    private async Task<IActionResult> UploadAsync(Func<long, Task<string>> next, CancellationToken cancellationToken)
    {
        if (await StreamedUpload.ReadAsync(HttpContext, antiforgery, cancellationToken) is not { } upload)
        {
            return BadRequest();
        }

        Kind = upload.Fields.GetValueOrDefault("Kind");
        Sheet = upload.Fields.GetValueOrDefault("Sheet")?.Trim() ?? "";
        if (ImportKinds.Find(Kind) is not { } kind)
        {
            ModelState.AddModelError("Kind", "Choose what the file holds.");
        }
        else if (upload.FileName is not { } name)
        {
            ModelState.AddModelError("Upload", "Choose a file.");
        }
        else
        {
            try
            {
                var id = await mediator.Send(
                    new UploadImport(kind.Key, name, upload.Content, HttpContext.Actor(), Sheet.Length == 0 ? null : Sheet),
                    cancellationToken);
                return this.GoTo(await next(id));
            }
            catch (NoSuchSheetException e)
            {
                ModelState.AddModelError("Sheet", $"{e.Message} Choose the file again.");
            }
            catch (ImportException e)
            {
                ModelState.AddModelError("Upload", e.Message);
            }
        }

        await LoadAsync(cancellationToken);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Age = await mediator.Send(new GetDataAge(), cancellationToken);
        Imports = await mediator.Send(new ListImports(), cancellationToken);
    }
}
