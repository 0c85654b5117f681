using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.EraseCustomer;

/// <summary>Revokes files, and takes people out of mailings, that were being made from before an erasure: looked for until no query of then can still run.</summary>
public sealed record SweepErasures : IRequest<Unit>;

internal sealed class SweepErasuresHandler(NpgsqlDataSource dataSource, IMediator mediator, IClock clock) : IRequestHandler<SweepErasures, Unit>
{
    private static readonly Duration LookedFor = Duration.FromHours(24);

    public async Task<Unit> Handle(SweepErasures request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var erased = await connection.QueryAsync<long>(new CommandDefinition(
            "select customer_id from erased_customers where erased_at > @since order by customer_id",
            new { since = clock.GetCurrentInstant() - LookedFor },
            cancellationToken: cancellationToken));
        foreach (var customer in erased)
        {
            await ErasePersonHandler.RevokeAsync(mediator, customer, Actor.System, cancellationToken);
            await mediator.Send(new ForgetInMailings(customer), cancellationToken);
        }

        return Unit.Value;
    }
}
