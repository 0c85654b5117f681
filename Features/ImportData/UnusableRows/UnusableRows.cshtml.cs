using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ImportData.UnusableRows;

/// <summary>Old rows of the customer data that hold what no list can be made of.</summary>
public sealed class UnusableRowsModel(IMediator mediator) : PageModel
{
    public const int AtMost = 100;

    public IReadOnlyList<UnusableRow> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Rows = await mediator.Send(new ListUnusableRows(AtMost), cancellationToken);
}
