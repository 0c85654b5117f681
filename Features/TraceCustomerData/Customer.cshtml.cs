using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.TraceCustomerData;

public sealed class TraceCustomerModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    public CustomerTrace Trace { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Trace = await mediator.Send(new TraceCustomer(Id, HttpContext.Actor()), cancellationToken);
}
