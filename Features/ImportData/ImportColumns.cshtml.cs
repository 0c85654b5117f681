using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>How an uploaded file is read and which of its columns go where; then a dry run.</summary>
[SaveAgain]
public sealed class ImportColumnsModel(IMediator mediator) : PageModel
{
    public static readonly (char Key, string Label)[] Separators = [(',', "Comma"), (';', "Semicolon"), ('\t', "Tab")];

    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public ColumnsInput Input { get; set; } = new();

    public Import Import { get; private set; } = null!;

    public IReadOnlyList<FirstRow> Rows { get; private set; } = [];

    /// <summary>The first different values of a column.</summary>
    public IEnumerable<string> FirstValues(int column) =>
        Rows.Where(row => row.Problem is null && row.Cells[column].Length > 0).Select(row => row.Cells[column]).Distinct().Take(3);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        if (!CanChoose)
        {
            return Redirect($"/import/{Id}");
        }

        Input = ColumnsInput.From(Import);
        return await ShowAsync(cancellationToken);
    }

    /// <summary>Reads the file anew, with another encoding or separator.</summary>
    public async Task<IActionResult> OnPostReadAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        return Validate() ? await ReadAgainAsync(cancellationToken) : await InvalidAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        if (!Validate())
        {
            return await InvalidAsync(cancellationToken);
        }

        if (Input.Encoding != Import.Settings.Encoding || Input.Separator[0] != Import.Settings.Separator)
        {
            return await ReadAgainAsync(cancellationToken);
        }

        var settings = Input.Apply(Import.Settings);
        foreach (var problem in ColumnMatcher.ProblemsOf(Import.What, settings.Columns))
        {
            ModelState.AddModelError("", problem);
        }

        if (!ModelState.IsValid)
        {
            return await InvalidAsync(cancellationToken);
        }

        var change = await mediator.Send(new CheckImport(Id, Input.Version, settings, HttpContext.Actor()), cancellationToken);
        return await AfterAsync(change, $"/import/{Id}", cancellationToken);
    }

    private bool CanChoose => Import is { HasFile: true, State: ImportStates.Uploaded or ImportStates.Checked or ImportStates.Failed };

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetImport(Id), cancellationToken) is not { } import)
        {
            return false;
        }

        Import = import;
        return true;
    }

    private bool Validate()
    {
        if (FileEncodings.All.All(encoding => encoding.Key != Input.Encoding))
        {
            ModelState.AddModelError("Input.Encoding", "Choose one of the encodings offered.");
        }

        if (Separators.All(separator => Input.Separator != separator.Key.ToString()))
        {
            ModelState.AddModelError("Input.Separator", "Choose one of the separators offered.");
        }

        return ModelState.IsValid;
    }

    private async Task<IActionResult> ReadAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            var changed = Input.Apply(Import.Settings) with { Encoding = Input.Encoding, Separator = Input.Separator[0] };
            var settings = await mediator.Send(new RecogniseColumns(Import.FileId, Import.Kind, changed), cancellationToken);
            var change = await mediator.Send(new ReadAgain(Id, Input.Version, settings, HttpContext.Actor()), cancellationToken);
            this.Notify("The file was read again. Look at its columns.");
            return await AfterAsync(change, $"/import/{Id}/columns", cancellationToken);
        }
        catch (ImportException e)
        {
            ModelState.AddModelError("Input.Separator", e.Message);
            return await InvalidAsync(cancellationToken);
        }
    }

    private async Task<IActionResult> AfterAsync(ImportChange? change, string url, CancellationToken cancellationToken)
    {
        switch (change)
        {
            case ImportChange.Done:
                return this.GoTo(url);
            case null:
                return NotFound();
            default:
                ModelState.AddModelError(
                    "", "This import has changed meanwhile. Open it again to see how it is now; nothing was overwritten.");
                return await InvalidAsync(cancellationToken);
        }
    }

    private async Task<IActionResult> InvalidAsync(CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (Import.HasFile)
        {
            Rows = await mediator.Send(new ListFirstRows(Import.FileId, Import.Settings), cancellationToken);
        }

        return Page();
    }
}

/// <summary>The form: how the file is read, and for each of its columns the field that it goes into.</summary>
public sealed class ColumnsInput
{
    public string Encoding { get; set; } = FileEncodings.Utf8;

    public string Separator { get; set; } = ",";

    public bool DayFirst { get; set; }

    public bool Complete { get; set; }

    public List<string> Columns { get; set; } = [];

    public int Version { get; set; }

    internal static ColumnsInput From(Import import) => new()
    {
        Encoding = import.Settings.Encoding,
        Separator = import.Settings.Separator.ToString(),
        DayFirst = import.Settings.DayFirst,
        Complete = import.Settings.Complete,
        Columns = [.. import.Settings.Columns.Select(column => column ?? "")],
        Version = import.Version,
    };

    /// <summary>The choices, on the file's own headers.</summary>
    internal ImportSettings Apply(ImportSettings settings) => settings with
    {
        DayFirst = DayFirst,
        Complete = Complete,
        Columns = [.. settings.Headers.Select((_, i) => i < Columns.Count && Columns[i].Length > 0 ? Columns[i] : null)],
    };
}
