using MediatR;

namespace CustomerListSchedules.Features.ManageUsers.Partners;

public sealed class ChangeUserPasswordModel(IMediator mediator) : ChangePasswordForm(mediator)
{
    public override string ListUrl => "/users";

    protected override AccountScope Scope => AccountScope.CollectReportOnly;
}
