using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>Adds a Mailing Category (no id) or renames one. Answers what is wrong, or null when it is saved.</summary>
public sealed record SaveCategory(long? Id, string Name, int Version, Actor Actor) : IRequest<string?>
{
    internal sealed class Handler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<SaveCategory, string?>
    {
        private const string AddSql = "insert into mailing_categories (name) values (@name) returning id";

        private const string RenameSql =
            "update mailing_categories set name = @name, version = version + 1 where id = @id and version = @version returning id";

        public async Task<string?> Handle(SaveCategory request, CancellationToken cancellationToken)
        {
            var name = request.Name.Trim();
            if (!Names.IsVisible(name) || !Names.IsOneLine(name))
            {
                return "Enter a name of one line.";
            }

            if (name.Length > 100)
            {
                return "A name has at most 100 characters.";
            }

            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            try
            {
                var saved = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                    request.Id is null ? AddSql : RenameSql, new { request.Id, name, request.Version }, cancellationToken: cancellationToken));
                if (saved is null)
                {
                    return "Somebody else changed this category meanwhile. Open this page again to see it as it is now.";
                }

                await audit.WriteAsync(
                    connection, request.Actor, request.Id is null ? "mailing_category.added" : "mailing_category.renamed", "mailing_category", saved,
                    new { name }, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return null;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return $"There is a category “{name}” already; it may be retired.";
            }
        }
    }
}

/// <summary>Retires a Mailing Category, or offers a retired one again. False when there is no such category.</summary>
public sealed record RetireCategory(long Id, bool Retire, Actor Actor) : IRequest<bool>
{
    internal sealed class Handler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<RetireCategory, bool>
    {
        private const string Sql =
            """
            with found as (select id, retired_at from mailing_categories where id = @id for update)
            update mailing_categories k
            set retired_at = case when @retire then coalesce(found.retired_at, @now) end, version = version + 1
            from found
            where k.id = found.id
            returning (found.retired_at is null) = @retire
            """;

        public async Task<bool> Handle(RetireCategory request, CancellationToken cancellationToken)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var changed = await connection.ExecuteScalarAsync<bool?>(new CommandDefinition(
                Sql, new { request.Id, request.Retire, now = clock.GetCurrentInstant() }, cancellationToken: cancellationToken));
            if (changed is true)
            {
                await audit.WriteAsync(
                    connection, request.Actor, request.Retire ? "mailing_category.retired" : "mailing_category.restored", "mailing_category", request.Id, null, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return changed is not null;
        }
    }
}
