using CustomerListSchedules.Features.ImportData.Mappings;
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

    /// <summary>Fields that the last import had and this file has not, by their labels, when asked about.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>The names of the mappings that are kept for such files.</summary>
    public IReadOnlyList<string> Mappings { get; private set; } = [];

    /// <summary>Tags and contact preferences, where a file of this kind may have them as columns of their own.</summary>
    public IReadOnlyList<LinkChoice> LinkChoices { get; private set; } = [];

    /// <summary>The first different values of a column.</summary>
    public IEnumerable<string> FirstValues(int column) =>
        Rows.Where(row => row.Problem is null && row.Cells[column].Length > 0).Select(row => row.Cells[column]).Distinct().Take(3);

    /// <summary>The ways in which a column can be written, each shown by one of its cells; none where it can mean one thing only.</summary>
    public IReadOnlyList<(string Key, string Label)> StylesOf(int column)
    {
        if (column >= Import.Settings.Survey.Columns.Count)
        {
            return [];
        }

        var found = Import.Settings.Survey.Columns[column];
        IEnumerable<(string Key, string? Label)> ways = found.HasDates
            ? [("day", StyleWords.DateWillBe(found, true)), ("month", StyleWords.DateWillBe(found, false))]
            : found.HasAmounts
            ? [("point", StyleWords.AmountWillBe(found, false)), ("comma", StyleWords.AmountWillBe(found, true))]
            : [];
        var offered = ways.Select(way => (way.Key, way.Label ?? StyleWords.Name(way.Key))).ToList();
        return offered.Count == 0 || Import.Settings.StyleOf(column) != ColumnStyle.Open
            ? offered
            : [("", "Choose how it is written"), .. offered];
    }

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

        Input = ColumnsInput.From(Import.Settings, Import.Version);
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

    /// <summary>Shows the columns where a kept mapping puts them; nothing is saved yet.</summary>
    public async Task<IActionResult> OnPostUseAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        if (await mediator.Send(new GetMapping(Import.Kind, Input.Mapping ?? ""), cancellationToken) is not { } mapping)
        {
            ModelState.AddModelError("Input.Mapping", "Choose one of the kept mappings.");
            return await InvalidAsync(cancellationToken);
        }

        var (name, complete, version) = (Input.Mapping, Input.Complete, Input.Version);
        ModelState.Clear();
        Input = ColumnsInput.From(mapping.Apply(Import.Settings, Import.What), version);
        (Input.Mapping, Input.KeepAs, Input.Complete) = (name, name, complete);
        return await ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostForgetAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        var name = Input.Mapping?.Trim() ?? "";
        await mediator.Send(new ForgetMapping(Import.Kind, name, HttpContext.Actor()), cancellationToken);
        this.Notify($"\"{name}\" is kept no longer.");
        return this.GoTo($"/import/{Id}/columns");
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

        foreach (var (column, question) in ColumnMatcher.OpenOf(Import.What, settings))
        {
            ModelState.AddModelError($"Input.Styles[{column}]", question);
        }

        if (!ModelState.IsValid)
        {
            return await InvalidAsync(cancellationToken);
        }

        var change = await mediator.Send(new CheckImport(Id, Input.Version, settings, HttpContext.Actor()), cancellationToken);
        if (change is ImportChange.ColumnsMissing missing)
        {
            (Missing, Input.Allowed) = (missing.Labels, string.Join(' ', missing.Columns));
            ModelState.AddModelError(
                "Input.GoOnWithout",
                $"The last import of {Import.What.Many} had {string.Join(", ", missing.Labels)}, and this file has not. "
                + "Is it the right file?");
            return await InvalidAsync(cancellationToken);
        }

        if (change is ImportChange.Done && Input.KeepAs is { Length: > 0 } name)
        {
            await mediator.Send(new KeepMapping(Import.Kind, name, settings, HttpContext.Actor()), cancellationToken);
            this.Notify($"These choices are kept as \"{name}\".");
        }

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

        Input.KeepAs = Input.KeepAs?.Trim() ?? "";
        if (KeepMapping.ProblemOf(Input.KeepAs) is { } problem)
        {
            ModelState.AddModelError("Input.KeepAs", problem);
        }

        return ModelState.IsValid;
    }

    private async Task<IActionResult> ReadAgainAsync(CancellationToken cancellationToken)
    {
        if (!CanChoose)
        {
            return await AfterAsync(new ImportChange.ChangedMeanwhile(), "", cancellationToken);
        }

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

        LinkChoices = await mediator.Send(new ListLinkChoices(Import.Kind), cancellationToken);
        Mappings = await mediator.Send(new ListMappings(Import.Kind), cancellationToken);
        return Page();
    }
}

/// <summary>The form: how the file is read, and for each of its columns the field that it goes into.</summary>
public sealed class ColumnsInput
{
    public string Encoding { get; set; } = FileEncodings.Utf8;

    public string Separator { get; set; } = ",";

    /// <summary>For each column how it is written: day, month, point, comma; empty where nobody has said.</summary>
    public List<string?> Styles { get; set; } = [];

    public bool EmptyWords { get; set; }

    public bool RefuseBadCells { get; set; }

    public bool ReplaceTags { get; set; }

    /// <summary>Whether to go on without <see cref="Allowed"/>, which the last import had.</summary>
    public bool GoOnWithout { get; set; }

    public string? Allowed { get; set; }

    public bool Complete { get; set; }

    public List<string> Columns { get; set; } = [];

    /// <summary>A kept mapping that is to be used.</summary>
    public string? Mapping { get; set; }

    /// <summary>The name by which these choices are to be kept; empty where they are not.</summary>
    public string? KeepAs { get; set; }

    public int Version { get; set; }

    internal static ColumnsInput From(ImportSettings settings, int version) => new()
    {
        Encoding = settings.Encoding,
        Separator = settings.Separator.ToString(),
        Styles = [.. settings.Headers.Select((_, i) => Key(settings, i))],
        EmptyWords = settings.EmptyWords,
        RefuseBadCells = settings.RefuseBadCells,
        ReplaceTags = settings.ReplaceTags,
        Complete = settings.Complete,
        Columns = [.. settings.Columns.Select(column => column ?? "")],
        Version = version,
    };

    /// <summary>The choices, on the file's own headers.</summary>
    internal ImportSettings Apply(ImportSettings settings) => settings with
    {
        Styles =
        [
            .. settings.Headers.Select((_, i) => (i < Styles.Count ? Styles[i] : null) switch
            {
                "day" => new ColumnStyle { DayFirst = true },
                "month" => new ColumnStyle { DayFirst = false },
                "point" => new ColumnStyle { DecimalComma = false },
                "comma" => new ColumnStyle { DecimalComma = true },
                _ => ColumnStyle.Open,
            }),
        ],
        EmptyWords = EmptyWords,
        RefuseBadCells = RefuseBadCells,
        ReplaceTags = ReplaceTags,
        Allowed = GoOnWithout ? (Allowed ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries) : [],
        Complete = Complete,
        Columns = [.. settings.Headers.Select((_, i) => i < Columns.Count && Columns[i].Length > 0 ? Columns[i] : null)],
    };

    /// <summary>A column looks like dates or like amounts, and has one choice.</summary>
    private static string Key(ImportSettings settings, int column)
    {
        var style = settings.StyleOf(column);
        return LooksLikeDates(settings, column)
            ? style.DayFirst switch { true => "day", false => "month", null => "" }
            : style.DecimalComma switch { true => "comma", false => "point", null => "" };
    }

    private static bool LooksLikeDates(ImportSettings settings, int column) =>
        column < settings.Survey.Columns.Count && settings.Survey.Columns[column].HasDates;
}
