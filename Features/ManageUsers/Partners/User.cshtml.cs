using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.ReviewAccess;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.ManageUsers.Partners;

/// <summary>One partner: what the person gets, and the name, company and address, which can be corrected.</summary>
public sealed class UserModel(IMediator mediator) : UserAccountForm(mediator)
{
    private ReplaceableEntries inLists = new([]);

    [BindProperty(SupportsGet = true), FromRoute]
    public Guid Id { get; set; }

    /// <summary>What the account's address receives and may run.</summary>
    public AddressAccess Access { get; private set; } = null!;

    public override string ListUrl => "/users";

    public override bool ChoosesRoles => false;

    public override bool MayAskPassword => true;

    public override string PasswordHint => "To change the address, which ends this person's sessions.";

    public override ReplaceableEntries InLists => inLists;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        (Name, Company, Email, Version) = (Account!.Name, Account.Company ?? "", Account.Email, Account.Version);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        var (before, after) = (Account!.Email, Email.Trim());
        if (Replaces && before != after && Seen != inLists.Seen)
        {
            ModelState.AddModelError("", "Somebody changed one of these schedules meanwhile. Nothing was changed; look at them again.");
            return this.Invalid("_UserAccountForm", this);
        }

        return await SaveAsync(
            present => Mediator.Send(new SavePartner(Id, Version, Name, Company, Email, present, HttpContext.Actor()), cancellationToken),
            $"The account of {Name.Trim()} is saved.",
            cancellationToken,
            () => Replaces && before != after ? ReplaceAsync(before, after, cancellationToken) : Task.CompletedTask);
    }

    private async Task ReplaceAsync(string before, string after, CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new ReplaceRecipient(before, after, Seen, HttpContext.Actor()), cancellationToken)
            is ReplaceResult.Done { Entries: var entries })
        {
            this.Notify(
                $"The account of {Name.Trim()} is saved, and {after} is in the place of {before} in "
                + $"{Plural.Count(entries, "scheduled list")}.");
        }
        else
        {
            this.Notify(
                $"The account is saved, but Email to still names {before}: somebody changed one of the schedules meanwhile.", "warn");
        }
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        Account = await Mediator.Send(new GetUserAccount(AccountScope.CollectReportOnly, Id), cancellationToken);
        if (Account is null)
        {
            return false;
        }

        Access = await Mediator.Send(new GetAccessOfAddress(Account.Email), cancellationToken);
        inLists = await Mediator.Send(new ListReplaceable(Account.Email), cancellationToken);
        Companies = await Mediator.Send(new ListCompanies(), cancellationToken);
        return true;
    }
}
