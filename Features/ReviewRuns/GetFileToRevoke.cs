using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns;

/// <summary>What a person should know before revoking a delivered file; null when there is no such file.</summary>
public sealed record GetFileToRevoke(long FileId) : IRequest<FileToRevoke?>;

public sealed record FileToRevoke
{
    public long Id { get; init; }
    public string Name { get; init; } = "";

    /// <summary>Deleted or revoked already.</summary>
    public bool Gone { get; init; }

    public string ListName { get; init; } = "";
    public long RunId { get; init; }
    public long ScheduleId { get; init; }
    public string ScheduleName { get; init; } = "";
    public Instant AsOf { get; init; }
    public long Collected { get; init; }
    public long Unsent { get; init; }
}

internal sealed class GetFileToRevokeHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetFileToRevoke, FileToRevoke?>
{
    private const string Sql =
        """
        select f.id, f.name, f.deleted_at is not null as gone, concat_ws(': ', d.name, d.split_value) as list_name,
          d.run_id, r.schedule_id, r.schedule_name, r.as_of,
          (select count(distinct w.user_id) from downloads w where w.file_id = f.id and w.completed) as collected,
          (select count(*) from messages m where m.delivery_id = d.id and m.state in ('waiting', 'sending')) as unsent
        from stored_files f
        join deliveries d on d.file_id = f.id
        join runs r on r.id = d.run_id
        where f.id = @fileId
        """;

    public async Task<FileToRevoke?> Handle(GetFileToRevoke request, CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<FileToRevoke>(Sql, new { request.FileId }, cancellationToken);
    }
}
