using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.GatherEvidence;

/// <summary>Whether anything is known to have been sent to an address, or run by its account.</summary>
/// <param name="Address">Exactly, capitals included.</param>
public sealed record WasAddressed(string Address) : IRequest<bool>;

internal sealed class WasAddressedHandler(NpgsqlDataSource dataSource) : IRequestHandler<WasAddressed, bool>
{
    private const string Sql =
        """
        select exists (select from messages where recipient = @Address)
          or exists (select from run_requests q join users u on u.id = q.user_id where u.email collate "C" = @Address)
          or exists (select from file_origins where @Address = any(for_whom))
        """;

    public Task<bool> Handle(WasAddressed request, CancellationToken cancellationToken) =>
        dataSource.ScalarAsync<bool>(Sql, request, cancellationToken);
}
