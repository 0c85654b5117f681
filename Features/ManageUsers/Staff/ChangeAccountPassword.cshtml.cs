using MediatR;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

public sealed class ChangeAccountPasswordModel(IMediator mediator) : ChangePasswordForm(mediator)
{
    public override string ListUrl => "/settings/user-accounts";

    protected override AccountScope Scope => AccountScope.Everyone;
}
