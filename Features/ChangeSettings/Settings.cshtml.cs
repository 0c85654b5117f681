using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.ChangeSettings;

[SaveAgain]
public sealed class SettingsModel(IMediator mediator, EmailOptions email) : PageModel
{
    [BindProperty]
    public SettingsInput Input { get; set; } = new();

    [BindProperty]
    public string To { get; set; } = "";

    public TestEmailResult? Test { get; private set; }

    public EmailOptions Email => email;

    public static IEnumerable<string> TimeZones =>
        DateTimeZoneProviders.Tzdb.Ids.Where(id => id == "UTC" || id.Contains('/', StringComparison.Ordinal));

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Input = await mediator.Send(new GetSettings(), cancellationToken);
        To = User.Identity!.Name!;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await mediator.Send(new SaveSettings(Input, HttpContext.Actor()), cancellationToken))
            {
                this.Notify("The settings are saved.");
                return this.GoTo("/settings");
            }

            ModelState.AddModelError(
                "", "Somebody else saved the settings meanwhile. Open the page again to see how they are now; nothing was overwritten.");
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
        }

        To = User.Identity!.Name!;
        return this.Invalid("_Settings", this);
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        try
        {
            Test = await mediator.Send(new SendTestEmail(To, HttpContext.Actor()), cancellationToken);
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
        }

        if (!Request.IsHtmx())
        {
            Input = await mediator.Send(new GetSettings(), cancellationToken);
        }

        return ModelState.IsValid
            ? Request.IsHtmx() ? Partial("_TestEmail", this) : Page()
            : this.Invalid("_TestEmail", this);
    }
}
