using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>Retires a Mailing Category, or offers a retired one again. False when there is no such category.</summary>
public sealed record RetireCategory(long Id, bool Retire, Actor Actor) : IRequest<bool>;

internal sealed class RetireCategoryHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<RetireCategory, bool>
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
        var changed = await connection.ScalarAsync<bool?>(
            Sql, new { request.Id, request.Retire, now = clock.GetCurrentInstant() }, cancellationToken);
        if (changed is true)
        {
            await audit.WriteAsync(
                connection, request.Actor, request.Retire ? "mailing_category.retired" : "mailing_category.restored", "mailing_category",
                request.Id, null, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return changed is not null;
    }
}
