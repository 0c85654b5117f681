using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.TraceCustomerData;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.EraseCustomer;

/// <summary>Erase customer: whom; and who may be recorded again.</summary>
public sealed class FindErasableModel(IMediator mediator) : PageModel
{
    [BindProperty]
    public string Search { get; set; } = "";

    [BindProperty]
    public string Reference { get; set; } = "";

    public FoundCustomers? Found { get; private set; }

    public void OnGet()
    {
    }

    /// <summary>Looks for somebody: a form that is sent, so that no address holds a name.</summary>
    public async Task OnPostAsync(CancellationToken cancellationToken)
    {
        if (Search.Trim().Length > 0)
        {
            Found = await mediator.Send(new ListCustomers(Search, HttpContext.Actor()), cancellationToken);
        }
    }

    public async Task<IActionResult> OnPostAllowAsync(CancellationToken cancellationToken)
    {
        if (Reference.Trim().Length > 0 && await mediator.Send(new AllowErased(Reference, HttpContext.Actor()), cancellationToken))
        {
            this.Notify("Imports may record this person again.");
            return this.GoTo("/import/erase-customer");
        }

        ModelState.AddModelError(
            "Reference",
            Reference.Trim().Length == 0 ? "Type the external reference." : "Nobody with this external reference was erased here.");
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
