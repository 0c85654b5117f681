using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

public sealed class TwoStepModel(IMediator mediator, AuthenticatorKeys keys, VenueReader venues, Sessions sessions) : PageModel
{
    /// <summary>Whether an app that is set up is to be replaced by another.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Move { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string Offer { get; set; } = "";

    [BindProperty]
    public string Code { get; set; } = "";

    [BindProperty]
    public string Present { get; set; } = "";

    public TwoStepState State { get; private set; } = null!;

    public Venue Venue { get; private set; } = null!;

    /// <summary>What the app must learn; null while nothing is set up here.</summary>
    public AppSetUp? App { get; private set; }

    /// <summary>New recovery codes, shown this once.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    public string Next => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/account";

    public bool Forced => User.MustSetUpTwoStep();

    public async Task OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var userId = User.UserId()!.Value;
        var change = await mediator.Send(new SetUpTwoStep(userId, Offer, Code, Present, HttpContext.Actor()), cancellationToken);
        if (change is TwoStepChange.Done done)
        {
            await sessions.RenewAsync(HttpContext, cancellationToken);
            Codes = done.Codes;
        }
        else if (change is TwoStepChange.Refused refused)
        {
            ModelState.AddModelError(refused.Field, refused.Why);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        await ShowAsync(cancellationToken);
        return Page();
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var userId = User.UserId()!.Value;
        Venue = await venues.ReadAsync(cancellationToken);
        State = await mediator.Send(new GetTwoStep(userId), cancellationToken);
        if (Codes.Count > 0 || (State.IsOn && !Move))
        {
            return;
        }

        var key = keys.Accept(userId, Offer);
        if (key is null)
        {
            (key, Offer) = keys.Offer(userId);
            ModelState.Remove(nameof(Offer));
        }

        App = AppSetUp.Of(key, Venue.ClientName, User.Identity!.Name!);
        Code = Present = "";
    }
}
