using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ReviewMailings;

[SaveAgain]
public sealed class MailingsSettingsModel(IMediator mediator) : PageModel
{
    private const string Address = "/mailings/settings";
    private const string Form = "_OutputTemplate";

    [BindProperty]
    public OutputInput Output { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public GuardInput Guard { get; set; } = new();

    /// <summary>A Mailing Category's name as typed, and whose it is; null for a new one.</summary>
    [BindProperty]
    public string CategoryName { get; set; } = "";

    [BindProperty]
    public long? CategoryId { get; set; }

    [BindProperty]
    public int CategoryVersion { get; set; }

    public OutputEditor Editor { get; private set; } = null!;

    public IReadOnlyList<MailingCategory> Categories { get; private set; } = [];

    public string? CategoryError { get; private set; }

    public string? GuardError { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    /// <summary>A button of the output editor, pressed without scripts.</summary>
    public async Task<IActionResult> OnPostArrangeAsync(CancellationToken cancellationToken)
    {
        var (output, version) = (Output, Version);
        await ShowAsync(cancellationToken);
        await EditAsync(output, version, null, cancellationToken);
        Output.Arrange(Editor.Catalogue);
        return this.Fragment(Form, this);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new SaveOutputTemplate(Output, Version, HttpContext.Actor()), cancellationToken);
        if (result is OutputTemplateSaved.Done)
        {
            this.Notify("The Output Template is saved.");
            return this.GoTo(Address);
        }

        var (output, version) = (Output, Version);
        await ShowAsync(cancellationToken);
        await EditAsync(output, version, (result as OutputTemplateSaved.Refused)?.Why, cancellationToken);
        return this.Invalid(Form, this);
    }

    /// <summary>Adds or renames a Mailing Category.</summary>
    public async Task<IActionResult> OnPostCategoryAsync(CancellationToken cancellationToken)
    {
        var saved = await mediator.Send(
            new SaveCategory(CategoryId, CategoryName, CategoryVersion, HttpContext.Actor()), cancellationToken);
        if (saved is CategorySaved.Done done)
        {
            this.Notify(
                CategoryId is null
                    ? $"{CategoryName.Trim()} is added."
                    : $"It is called {CategoryName.Trim()} from now on.{done.FollowingWords}");
            return this.GoTo(Address);
        }

        CategoryError = (saved as CategorySaved.Refused)?.Why;
        await ShowAsync(cancellationToken);
        return this.Invalid("_Categories", this);
    }

    public async Task<IActionResult> OnPostRetireAsync(long id, bool retire, CancellationToken cancellationToken)
    {
        if (!await mediator.Send(new RetireCategory(id, retire, HttpContext.Actor()), cancellationToken))
        {
            return NotFound();
        }

        this.Notify(retire ? "It is retired: new integrated emails cannot have it." : "It is offered again.");
        return this.GoTo(Address);
    }

    public async Task<IActionResult> OnPostGuardAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (ModelState.IsValid && await mediator.Send(new SaveGuard(Guard, HttpContext.Actor()), cancellationToken))
            {
                this.Notify("It is saved when mailings are held.");
                return this.GoTo(Address);
            }

            GuardError = ModelState.IsValid
                ? "Somebody else changed this while you had it open. Nothing was overwritten: open this page in a new tab to see it as "
                + "it is now."
                : null;
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
        }

        var typed = Guard;
        await ShowAsync(cancellationToken);
        Guard = typed;
        return this.Invalid("_Guard", this);
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var template = await mediator.Send(new GetOutputTemplate(), cancellationToken);
        await EditAsync(
            OutputInput.From(template.OutputColumns, template.SortBy.Select(by => (by.Column, by.Descending))), template.Version, null,
            cancellationToken);
        (Categories, Guard) = await mediator.Send(new GetMailingSettings(), cancellationToken);
    }

    private async Task EditAsync(OutputInput output, int version, string? error, CancellationToken cancellationToken)
    {
        (Output, Version) = (output, version);
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        Editor = new OutputEditor(catalogue.Choices(matchesBookings: false), Output, error);
    }
}
