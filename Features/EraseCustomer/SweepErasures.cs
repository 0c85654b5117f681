using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.EraseCustomer;

/// <summary>
/// Revokes files, and takes people out of mailings and of what is kept of who was on lists, that were being made from before an erasure:
/// looked for until no query of then can still run.
/// </summary>
public sealed record SweepErasures : IRequest<Unit>;

internal sealed class SweepErasuresHandler(
    NpgsqlDataSource dataSource, IMediator mediator, IClock clock) : IRequestHandler<SweepErasures, Unit>
{
    private static readonly Duration LookedFor = Duration.FromHours(24);

    public async Task<Unit> Handle(SweepErasures request, CancellationToken cancellationToken)
    {
        var erased = await dataSource.ReadAllAsync<long>(
            "select customer_id from erased_customers where erased_at > @since order by customer_id",
            new { since = clock.GetCurrentInstant() - LookedFor },
            cancellationToken);
        foreach (var customer in erased)
        {
            await ErasePersonHandler.RevokeAsync(mediator, customer, Actor.System, cancellationToken);
            await mediator.Send(new ForgetInMailings(customer), cancellationToken);
            await mediator.Send(new ForgetInLastDeliveries(customer), cancellationToken);
        }

        return Unit.Value;
    }
}
