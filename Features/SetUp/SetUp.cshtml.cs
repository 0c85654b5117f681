using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Identity;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SetUp;

public sealed class SetUpModel(IMediator mediator, Sessions sessions) : PageModel
{
    [BindProperty]
    public string Token { get; set; } = "";

    [BindProperty]
    public string Name { get; set; } = "";

    [BindProperty]
    public string Email { get; set; } = "";

    [BindProperty]
    public string Password { get; set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await mediator.Send(new GetSetUp(), cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await mediator.Send(new GetSetUp(), cancellationToken))
        {
            return NotFound();
        }

        try
        {
            switch (await mediator.Send(new MakeFirstAdministrator(Token, Name, Email, Password, HttpContext.Actor()), cancellationToken))
            {
                case null:
                    return NotFound();
                case MakeFirstAdministratorResult.Done done:
                    await sessions.BeginAsync(HttpContext, done.UserId, cancellationToken);
                    this.Notify("The first administrator is made. Check the venue's settings next.");
                    return this.GoTo("/settings");
                case MakeFirstAdministratorResult.Refused refused:
                    ModelState.AddModelError(refused.Field, refused.Why);
                    break;
            }
        }
        catch (ValidationException invalid)
        {
            this.AddErrors(invalid);
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
