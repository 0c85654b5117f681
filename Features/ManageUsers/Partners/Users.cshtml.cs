using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ManageUsers.Partners;

public sealed class UsersModel(IMediator mediator, SealedText texts) : PageModel
{
    [BindProperty(SupportsGet = true), Sealed]
    public string? Search { get; set; }

    public IReadOnlyList<UserAccountRow> Accounts { get; private set; } = [];

    public bool AreMore { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        (Accounts, AreMore) = await mediator.Send(new ListUserAccounts(AccountScope.CollectReportOnly, Search), cancellationToken);

    public IActionResult OnPostSearch() => this.GoTo("/users" + QueryString.Create("search", texts.Seal(Search)));

    public async Task<IActionResult> OnPostActiveAsync(Guid id, bool? active, CancellationToken cancellationToken)
    {
        if (active is not { } wanted)
        {
            return BadRequest();
        }

        var result = await mediator.Send(
            new SetUserAccountActive(AccountScope.CollectReportOnly, id, wanted, HttpContext.Actor()), cancellationToken);
        if (result is null)
        {
            return NotFound();
        }

        var refused = result as AccountResult.Refused;
        this.Notify(
            refused?.Why ?? (wanted ? "The account is active again." : "The account is deactivated, and its sessions have ended."),
            refused is null ? "good" : "bad");
        return this.GoTo("/users");
    }

    public Confirm AskToDeactivate(UserAccountRow account) => new(
        $"deactivate-{account.Id}",
        $"Deactivate {account.Name}?",
        "Their sessions end at once, and they cannot sign in or collect anything. You can reactivate the account.",
        "Deactivate",
        "/users?handler=Active")
    {
        Fields = new Dictionary<string, string> { ["id"] = account.Id.ToString(), ["active"] = "false" },
    };
}
