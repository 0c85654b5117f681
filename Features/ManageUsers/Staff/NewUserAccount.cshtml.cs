using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

public sealed class NewUserAccountModel(IMediator mediator) : UserAccountForm(mediator)
{
    public override string ListUrl => "/settings/user-accounts";

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => SaveAsync(
        present => Mediator.Send(
            new AddUserAccount(AccountScope.Everyone, Name, Email, Password, Roles, present, HttpContext.Actor()), cancellationToken),
        $"{Name.Trim()} can sign in now. Tell them the password in person.",
        cancellationToken);
}
