using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Mappings;

/// <summary>Keeps how a file is read, for the next of its layout; one of the same name is replaced.</summary>
public sealed record KeepMapping(string Kind, string Name, ImportSettings Settings, Actor Actor) : IRequest<Unit>
{
    public const int LongestName = 100;

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? ProblemOf(string name) => name.Length > LongestName
        ? $"At most {LongestName} characters."
        : !Names.IsOneLine(name) ? "A name is one line of text." : null;
}

/// <summary>Keeps a mapping no longer.</summary>
public sealed record ForgetMapping(string Kind, string Name, Actor Actor) : IRequest<Unit>;

internal sealed class KeepMappingHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock)
    : IRequestHandler<KeepMapping, Unit>, IRequestHandler<ForgetMapping, Unit>
{
    private const string KeepSql =
        """
        insert into import_mappings (kind, name, mapping, changed_at) values (@Kind, @Name, @mapping::jsonb, @now)
        on conflict (kind, lower(name)) do update set name = excluded.name, mapping = excluded.mapping, changed_at = excluded.changed_at
        returning id
        """;

    private const string ForgetSql = "delete from import_mappings where kind = @Kind and lower(name) = lower(@Name) returning id";

    public Task<Unit> Handle(KeepMapping request, CancellationToken cancellationToken) => ChangeAsync(
        KeepSql,
        new { request.Kind, request.Name, mapping = KeptMapping.Of(request.Settings).ToJson(), now = clock.GetCurrentInstant() },
        request.Actor, "import_mapping.kept", new { request.Kind, request.Name }, cancellationToken);

    public Task<Unit> Handle(ForgetMapping request, CancellationToken cancellationToken) => ChangeAsync(
        ForgetSql, new { request.Kind, request.Name }, request.Actor, "import_mapping.forgotten", new { request.Kind, request.Name },
        cancellationToken);

    private async Task<Unit> ChangeAsync(
        string sql, object values, Actor actor, string action, object details, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ReadOneAsync<long?>(sql, values, cancellationToken) is { } id)
        {
            await audit.WriteAsync(connection, actor, action, "import_mapping", id, details, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return Unit.Value;
    }
}
