using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.TraceCustomerData;

public sealed class TraceCustomersModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    public FoundCustomers? Found { get; private set; }

    /// <summary>What was searched for, where it can be a Customer ID.</summary>
    public long? Id => long.TryParse(Search, out var id) && id > 0 ? id : null;

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Found = string.IsNullOrWhiteSpace(Search) ? null : await mediator.Send(new ListCustomers(Search), cancellationToken);
}
