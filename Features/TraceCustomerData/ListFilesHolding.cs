using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files.Members;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.TraceCustomerData;

/// <summary>Every stored file that holds or held a customer, newest first; also of a customer who has been erased since.</summary>
public sealed record ListFilesHolding(long CustomerId) : IRequest<FilesHolding>;

/// <param name="Files">The files.</param>
/// <param name="NotKnown">Files of whom it cannot be told, because the key of their register is lost or they were made before there was
/// one.</param>
public sealed record FilesHolding(IReadOnlyList<HoldingFile> Files, int NotKnown);

public sealed record HoldingFile
{
    public required long Id { get; init; }

    public required string FileName { get; init; }

    /// <summary>delivery, export or test.</summary>
    public required string Kind { get; init; }

    /// <summary>The scheduled list's name, or the Customer List's where it was run from the explorer.</summary>
    public required string ListName { get; init; }

    public string? ScheduleName { get; init; }

    /// <summary>Null when it was none, or is no longer kept.</summary>
    public long? RunId { get; init; }

    public required string[] ForWhom { get; init; }

    public required Instant MadeAt { get; init; }

    public Instant? ExpiresAt { get; init; }

    public Instant? RevokedAt { get; init; }

    public Instant? DeletedAt { get; init; }

    /// <summary>Whether the content is still stored.</summary>
    public bool Stored => DeletedAt is null && RevokedAt is null;

    public IReadOnlyList<Collected> Collected { get; init; } = [];

    /// <summary>What it is, in words.</summary>
    public string What => Kind switch
    {
        "export" => $"{ListName}, run from the Customer List Explorer",
        "test" => $"{ListName}, a test of the schedule {ScheduleName}",
        _ => $"{ListName}, delivered by the schedule {ScheduleName}",
    };
}

/// <param name="Who">The account's address.</param>
/// <param name="At">When the download began.</param>
/// <param name="Completed">Whether its last byte left.</param>
public sealed record Collected(string Who, Instant At, bool Completed)
{
    private const string Sql =
        """
        select d.file_id, coalesce(u.email, 'an account that is gone') as who, d.downloaded_at as at, d.completed
        from downloads d
        left join users u on u.id = d.user_id
        where d.file_id = any(@fileIds)
        order by d.downloaded_at, d.id
        """;

    private sealed record Row
    {
        public long FileId { get; init; }
        public string Who { get; init; } = "";
        public Instant At { get; init; }
        public bool Completed { get; init; }
    }

    /// <summary>Who collected each of these files.</summary>
    internal static async Task<ILookup<long, Collected>> OfAsync(
        NpgsqlConnection connection, long[] fileIds, CancellationToken cancellationToken) =>
        (await connection.ReadAllAsync<Row>(Sql, new { fileIds }, cancellationToken))
            .ToLookup(row => row.FileId, row => new Collected(row.Who, row.At, row.Completed));
}

internal sealed class ListFilesHoldingHandler(
    NpgsqlDataSource dataSource, MemberRegister register) : IRequestHandler<ListFilesHolding, FilesHolding>
{
    private const string FilesSql =
        """
        select f.id, f.name as file_name, o.kind, concat_ws(': ', o.list_name, o.split_value) as list_name,
          o.schedule_name, r.id as run_id, o.for_whom, o.made_at,
          f.expires_at, f.revoked_at, f.deleted_at
        from stored_files f
        join file_origins o on o.file_id = f.id
        left join runs r on r.id = o.run_id
        where f.id = any(@ids)
        order by o.made_at desc, f.id desc
        """;

    private const string BeforeTheRegisterSql =
        """
        select count(*)::int
        from stored_files f
        where f.completed_at is not null and f.deleted_at is null
          and not exists (select from stored_file_members m where m.file_id = f.id)
          and not exists (select from data_imports i where f.id in (i.file_id, i.refused_file_id))
        """;

    public async Task<FilesHolding> Handle(ListFilesHolding request, CancellationToken cancellationToken)
    {
        var trace = await register.FindAsync(request.CustomerId, cancellationToken);
        var ids = trace.Holding.ToArray();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var files = await connection.ReadAllAsync<HoldingFile>(FilesSql, new { ids }, cancellationToken);
        var collected = await Collected.OfAsync(connection, ids, cancellationToken);
        var before = await connection.ScalarAsync<int>(BeforeTheRegisterSql, cancellationToken);
        return new FilesHolding(
            [.. files.Select(file => file with { Collected = [.. collected[file.Id]] })], before + trace.Unreadable.Count);
    }
}
