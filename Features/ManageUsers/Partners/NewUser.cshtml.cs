using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.ManageUsers.Partners;

public sealed class NewUserModel(IMediator mediator, BaseAddress address) : UserAccountForm(mediator)
{
    public override string ListUrl => "/users";

    public override bool ChoosesRoles => false;

    /// <param name="email">An address that has no account yet, where one led here.</param>
    public void OnGet([Sealed] string? email) => Email = email ?? "";

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => SaveAsync(
        present => Mediator.Send(
            new AddUserAccount(
                AccountScope.CollectReportOnly, Name, Email, Password, [Features.Shared.Roles.CollectReport], present,
                HttpContext.Actor()), cancellationToken),
        $"{Name.Trim()} can sign in now, at {address.Link("/partner-companies")}. Tell them the password in person.",
        cancellationToken);
}
