using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

public sealed class TwoStepModel(IMediator mediator, AuthenticatorKeys keys, VenueReader venues, Sessions sessions)
    : ConfirmedPage(mediator)
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

    public TwoStepState State { get; private set; } = null!;

    public Venue Venue { get; private set; } = null!;

    /// <summary>What the app must learn; null while nothing is set up here.</summary>
    public AppSetUp? App { get; private set; }

    /// <summary>New recovery codes, shown this once.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    public string Next => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/account";

    public bool Forced => User.MustSetUpTwoStep();

    public async Task OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(cancellationToken);

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => ConfirmedAsync(
        "an authenticator app", given => SetUpAsync(given, cancellationToken), () => RefuseAsync(cancellationToken), cancellationToken);

    private async Task<IActionResult> SetUpAsync(PasswordAnswer.Given password, CancellationToken cancellationToken)
    {
        var change = await Mediator.Send(
            new SetUpTwoStep(User.UserId()!.Value, Offer, Code, password, HttpContext.Actor()), cancellationToken);
        if (change is TwoStepChange.Done done)
        {
            await sessions.RenewAsync(HttpContext, cancellationToken);
            Codes = done.Codes;
        }
        else if (change is TwoStepChange.Refused refused)
        {
            ModelState.AddModelError(refused.Field, refused.Why);
            return await RefuseAsync(cancellationToken);
        }

        await ShowAsync(cancellationToken);
        return Page();
    }

    private async Task<IActionResult> RefuseAsync(CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await ShowAsync(cancellationToken);
        return Page();
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var userId = User.UserId()!.Value;
        Venue = await venues.ReadAsync(cancellationToken);
        State = await Mediator.Send(new GetTwoStep(userId), cancellationToken);
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
    }
}
