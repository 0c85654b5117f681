using CustomerListSchedules.Features.BrowseSchedules;
using CustomerListSchedules.Features.BrowseSchedules.Owners;
using CustomerListSchedules.Features.ReviewAccess;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

[SaveAgain]
public sealed class UserAccountModel(IMediator mediator) : UserAccountForm(mediator)
{
    [BindProperty(SupportsGet = true), FromRoute]
    public Guid Id { get; set; }

    /// <summary>What the account's address receives and may run.</summary>
    public AddressAccess? Access { get; private set; }

    /// <summary>The schedules that the account owns, and who could own them instead.</summary>
    public OwnedSchedules Owned { get; private set; } = new([], []);

    /// <summary>Where the person is signed in now.</summary>
    public IReadOnlyList<ListedSession> Sessions { get; private set; } = [];

    private string Here => $"/settings/user-accounts/{Id}";

    public override string ListUrl => "/settings/user-accounts";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadPageAsync(cancellationToken))
        {
            return NotFound();
        }

        (Name, Email, Version) = (Account!.Name, Account.Email, Account.Version);
        Roles = [.. Account.Roles];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        await LoadPageAsync(cancellationToken)
            ? await SaveAsync(
                present => Mediator.Send(
                    new SaveUserAccount(Id, Version, Name, Email, Roles, present, HttpContext.Actor()), cancellationToken),
                $"The account of {Name.Trim()} is saved.",
                cancellationToken)
            : NotFound();

    /// <param name="active">What the account is to be.</param>
    /// <param name="to">Where it is deactivated: the colleague who gets its schedules.</param>
    public async Task<IActionResult> OnPostActiveAsync(bool? active, Guid? to, CancellationToken cancellationToken)
    {
        if (active is not { } wanted)
        {
            return BadRequest();
        }

        var result = await Mediator.Send(
            new SetUserAccountActive(AccountScope.Everyone, Id, wanted, HttpContext.Actor()), cancellationToken);
        if (result is null)
        {
            return NotFound();
        }

        if (result is AccountResult.Refused refused)
        {
            return Done(refused.Why, "bad");
        }

        var done = wanted ? "The account is active again." : "The account is deactivated, and its sessions have ended.";
        return to is { } colleague && !wanted ? await HandOverAsync(colleague, done + " ", cancellationToken) : Done(done);
    }

    public async Task<IActionResult> OnPostHandOverAsync(Guid? to, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        return await HandOverAsync(to ?? Guid.Empty, "", cancellationToken);
    }

    public async Task<IActionResult> OnPostEndSessionsAsync(CancellationToken cancellationToken) =>
        await Mediator.Send(new EndSessionsOf(Id, HttpContext.Actor()), cancellationToken) switch
        {
            null => NotFound(),
            AccountResult.Refused refused => Done(refused.Why, "bad"),
            _ => Done("The sessions have ended. They can sign in again with their password."),
        };

    private async Task<IActionResult> HandOverAsync(Guid to, string before, CancellationToken cancellationToken)
    {
        return await Mediator.Send(
            new HandOverSchedules(Id, to, HttpContext.Actor()), cancellationToken) is HandOverResult.Done { Schedules: var count }
            ? Done($"{before}{Plural.Count(count, "schedule is", "schedules are")} handed over.")
            : Done(before + "The schedules were not handed over: choose a colleague who is active and works with schedules.", "bad");
    }

    private IActionResult Done(string words, string tone = "good")
    {
        this.Notify(words, tone);
        return this.GoTo(Here);
    }

    /// <summary>Loads what stands around the form as well: a refused form may be shown in its page.</summary>
    private async Task<bool> LoadPageAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return false;
        }

        Access = await Mediator.Send(new GetAccessOfAddress(Account!.Email), cancellationToken);
        Sessions = await Mediator.Send(new ListSessions(Id), cancellationToken);
        Owned = await Mediator.Send(new ListOwnedSchedules(Id), cancellationToken);
        return true;
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        Account = await Mediator.Send(new GetUserAccount(AccountScope.Everyone, Id), cancellationToken);
        return Account is not null;
    }
}
