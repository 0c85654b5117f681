using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ReviewAccess;

public sealed class ListsModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Search { get; set; } = "";

    public IReadOnlyList<SharedList> Lists { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Lists = await mediator.Send(new ListSharedLists(Search), cancellationToken);
}
