using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.BuildCustomerList.Segments;

[Authorize(Policies.Staff)]
public sealed class SegmentsModel(IMediator mediator) : PageModel
{
    public IReadOnlyList<GlobalSegmentRow> Segments { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Segments = await mediator.Send(new ListGlobalSegments(), cancellationToken);
}
