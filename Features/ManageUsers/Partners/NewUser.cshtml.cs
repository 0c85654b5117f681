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
    /// <param name="cancellationToken">Ends waiting for it.</param>
    public async Task OnGetAsync([Sealed] string? email, CancellationToken cancellationToken)
    {
        Email = email ?? "";
        Companies = await Mediator.Send(new ListCompanies(), cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Companies = await Mediator.Send(new ListCompanies(), cancellationToken);
        return await SaveAsync(
            present => Mediator.Send(
                new AddUserAccount(
                    AccountScope.CollectReportOnly, Name, Email, Password, [Features.Shared.Roles.CollectReport], present,
                    HttpContext.Actor())
                {
                    Company = Company,
                },
                cancellationToken),
            $"{Name.Trim()} can sign in now, at {address.Link("/partner-companies")}. Tell them the password in person.",
            cancellationToken);
    }
}
