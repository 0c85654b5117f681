using CustomerListSchedules.Features.BrowseSchedules.Owners;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

public sealed class UserAccountsModel(IMediator mediator, SealedText texts) : PageModel
{
    [BindProperty(SupportsGet = true), Sealed]
    public string? Search { get; set; }

    public IReadOnlyList<UserAccountRow> Accounts { get; private set; } = [];

    public bool AreMore { get; private set; }

    public IReadOnlyList<OwnerWhoLeft> OwnersWhoLeft { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        (Accounts, AreMore) = await mediator.Send(new ListUserAccounts(AccountScope.Everyone, Search), cancellationToken);
        OwnersWhoLeft = await mediator.Send(new ListOwnersWhoLeft(), cancellationToken);
    }

    public IActionResult OnPostSearch() => this.GoTo("/settings/user-accounts" + QueryString.Create("search", texts.Seal(Search)));
}
