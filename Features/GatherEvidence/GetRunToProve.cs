using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.GatherEvidence;

/// <summary>Which run a pack would be of; null when there is no such run.</summary>
public sealed record GetRunToProve(long Id) : IRequest<RunToProve?>;

public sealed record RunToProve
{
    public required string Schedule { get; init; }

    public required Instant AsOf { get; init; }
}

internal sealed class GetRunToProveHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetRunToProve, RunToProve?>
{
    private const string Sql = "select schedule_name as schedule, as_of from runs where id = @Id";

    public Task<RunToProve?> Handle(GetRunToProve request, CancellationToken cancellationToken) =>
        dataSource.ReadOneAsync<RunToProve>(Sql, request, cancellationToken);
}
