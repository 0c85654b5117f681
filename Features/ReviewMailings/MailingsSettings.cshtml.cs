using CustomerListSchedules.Features.BuildCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ReviewMailings;

public sealed class MailingsSettingsModel(IMediator mediator) : PageModel
{
    private const string Form = "_OutputTemplate";

    [BindProperty]
    public OutputInput Output { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public OutputEditor Editor { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var template = await mediator.Send(new GetOutputTemplate(), cancellationToken);
        Output = OutputInput.From(template.OutputColumns, template.SortBy.Select(by => (by.Column, by.Descending)));
        Version = template.Version;
        await EditAsync(null, cancellationToken);
    }

    /// <summary>A button of the output editor, pressed without scripts.</summary>
    public async Task<IActionResult> OnPostArrangeAsync(CancellationToken cancellationToken)
    {
        await EditAsync(null, cancellationToken);
        Output.Arrange(Editor.Catalogue);
        return this.Fragment(Form, this);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new SaveOutputTemplate(Output, Version, HttpContext.Actor()), cancellationToken);
        if (result.Saved)
        {
            this.Notify("The Output Template is saved.");
            return this.GoTo("/mailings/settings");
        }

        await EditAsync(result.Problem, cancellationToken);
        return this.Invalid(Form, this);
    }

    private async Task EditAsync(string? error, CancellationToken cancellationToken) =>
        Editor = new OutputEditor((await mediator.Send(new GetOutputCatalogue(), cancellationToken)).Choices(), Output, error);
}
