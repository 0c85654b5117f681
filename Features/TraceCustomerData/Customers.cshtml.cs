using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.TraceCustomerData;

public sealed class TraceCustomersModel(IMediator mediator) : PageModel
{
    [BindProperty]
    public string? Search { get; set; }

    public FoundCustomers? Found { get; private set; }

    /// <summary>What was searched for, where it can be a Customer ID.</summary>
    public long? Id => long.TryParse(Search, out var id) && id > 0 ? id : null;

    public void OnGet()
    {
    }

    /// <summary>Looks for somebody: a form that is sent, so that no address holds a name.</summary>
    public async Task OnPostAsync(CancellationToken cancellationToken) =>
        Found = string.IsNullOrWhiteSpace(Search)
            ? null
            : await mediator.Send(new ListCustomers(Search, HttpContext.Actor()), cancellationToken);
}
