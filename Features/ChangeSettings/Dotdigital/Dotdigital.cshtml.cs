using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ChangeSettings.Dotdigital;

public sealed class DotdigitalModel(IMediator mediator) : PageModel
{
    private const string Here = "/settings/dotdigital";

    private const string Changed =
        "Somebody else changed the account meanwhile. Open the page again to see how it is now; nothing was overwritten.";

    [BindProperty]
    public DotdigitalInput Input { get; set; } = new();

    public StoredDotdigitalAccount Stored { get; private set; } = null!;

    public DotdigitalTestResult? Test { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Stored = await mediator.Send(new GetDotdigitalAccount(), cancellationToken);
        Input = new DotdigitalInput { BaseUrl = Stored.BaseUrl ?? "", ApiUser = Stored.ApiUser ?? "", Version = Stored.Version };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await mediator.Send(new SaveDotdigitalAccount(Input, HttpContext.Actor()), cancellationToken) is { } saved)
            {
                var refused = saved as DotdigitalTestResult.Refused;
                this.Notify(
                    refused is null
                        ? $"The account is saved. Connected to {(saved as DotdigitalTestResult.Done)?.Account}."
                        : $"The account is saved, but the connection does not work: {refused.Why}",
                    refused is null ? "good" : "warn");
                return this.GoTo(Here);
            }

            ModelState.AddModelError("", Changed);
        }
        catch (ValidationException invalid)
        {
            this.AddErrors(invalid);
        }

        Stored = await mediator.Send(new GetDotdigitalAccount(), cancellationToken);
        return this.Invalid("_Account", this);
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        Stored = await mediator.Send(new GetDotdigitalAccount(), cancellationToken);
        try
        {
            Test = await mediator.Send(new TestDotdigitalConnection(Input, HttpContext.Actor()), cancellationToken);
            // What was typed stays in the form, the password with it.
            return Request.IsHtmx() ? Partial("_Connection", Test) : Page();
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
            Response.Htmx(headers => headers.Retarget("#dotdigital"));
            return this.Invalid("_Account", this);
        }
    }

    public async Task<IActionResult> OnPostRemoveAsync(int version, CancellationToken cancellationToken)
    {
        var removed = await mediator.Send(new RemoveDotdigitalAccount(version, HttpContext.Actor()), cancellationToken);
        this.Notify(removed ? "The account is removed." : Changed, removed ? "good" : "bad");
        return this.GoTo(Here);
    }
}
