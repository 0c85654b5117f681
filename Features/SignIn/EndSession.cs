using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>
/// Ends one of an account's own sessions: this one when somebody signs out, or another. Gives whether there was such a session.
/// </summary>
/// <param name="Id">The session that ends.</param>
/// <param name="From">The session that asks for it.</param>
public sealed record EndSession(Guid UserId, Guid Id, Guid From, Actor Actor) : IRequest<bool>;

internal sealed class EndSessionHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<EndSession, bool>
{
    public async Task<bool> Handle(EndSession request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.InTransactionAsync(
            async inside =>
            {
                if (!await Sessions.EndAsync(inside, request.UserId, request.Id, cancellationToken))
                {
                    return false;
                }

                var action = request.Id == request.From ? "account.signed_out" : "account.session_ended";
                await audit.WriteAsync(inside, request.Actor, action, "account", request.UserId, null, cancellationToken);
                return true;
            },
            cancellationToken);
    }
}
