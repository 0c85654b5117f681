using CustomerListSchedules.Features.SendIntegratedEmail;
using MediatR;

namespace CustomerListSchedules.Features.DeliverSchedule.Due;

internal sealed class SettleRunOfMailing : INotificationHandler<MailingChanged>
{
    public Task Handle(MailingChanged notification, CancellationToken cancellationToken) => notification.Ended
        ? Settlement.SettleRunAsync(notification.Connection, notification.RunId, notification.At, cancellationToken)
        : Settlement.ReopenRunAsync(notification.Connection, notification.RunId, cancellationToken);
}
