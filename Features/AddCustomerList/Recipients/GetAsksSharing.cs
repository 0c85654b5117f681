using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>Whether the venue asks for agreement before contact columns go outside at all.</summary>
public sealed record GetAsksSharing : IRequest<bool>;

internal sealed class GetAsksSharingHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetAsksSharing, bool>
{
    // As of somebody whom nobody knows.
    private const string Sql = "select exists (select from sharing_questions(array['']))";

    public Task<bool> Handle(GetAsksSharing request, CancellationToken cancellationToken) =>
        dataSource.ScalarAsync<bool>(Sql, cancellationToken);
}
