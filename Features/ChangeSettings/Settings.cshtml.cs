using CustomerListSchedules.Features.ChangeSettings.Sharing;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace CustomerListSchedules.Features.ChangeSettings;

[SaveAgain]
public sealed class SettingsModel(IMediator mediator, EmailOptions email) : ConfirmedPage(mediator)
{
    [BindProperty]
    public SettingsInput Input { get; set; } = new();

    [BindProperty]
    public string To { get; set; } = "";

    /// <summary>The contact preferences that can mean "may be shared with partners".</summary>
    public IReadOnlyList<Choice> Preferences { get; private set; } = [];

    public TestEmailResult? Test { get; private set; }

    public EmailOptions Email => email;

    public override string PasswordHint => "To change whether staff need two-step sign-in.";

    public static IEnumerable<string> TimeZones =>
        DateTimeZoneProviders.Tzdb.Ids.Where(id => id == "UTC" || id.Contains('/', StringComparison.Ordinal));

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Input = await Mediator.Send(new GetSettings(), cancellationToken);
        await LoadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        (await Mediator.Send(new GetSettings(), cancellationToken)).RequireTwoStep == Input.RequireTwoStep
            ? await SaveAsync(cancellationToken)
            : await ConfirmedAsync(
                "whether staff need two-step sign-in", _ => SaveAsync(cancellationToken), () => RefusedAsync(cancellationToken),
                cancellationToken);

    private async Task<IActionResult> RefusedAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return this.Invalid("_Settings", this);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        To = User.Identity!.Name!;
        Preferences = await Mediator.Send(new ListContactPreferences(), cancellationToken);
    }

    private async Task<IActionResult> SaveAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            return await RefusedAsync(cancellationToken);
        }

        try
        {
            if (await Mediator.Send(new SaveSettings(Input, HttpContext.Actor()), cancellationToken))
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

        return await RefusedAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        try
        {
            Test = await Mediator.Send(new SendTestEmail(To, HttpContext.Actor()), cancellationToken);
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
        }

        if (!Request.IsHtmx())
        {
            Input = await Mediator.Send(new GetSettings(), cancellationToken);
            Preferences = await Mediator.Send(new ListContactPreferences(), cancellationToken);
        }

        return ModelState.IsValid
            ? Request.IsHtmx() ? Partial("_TestEmail", this) : Page()
            : this.Invalid("_TestEmail", this);
    }
}
