using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Freshness;

/// <summary>
/// Tells administrators once when the customer data has grown older than expected; again only after it was loaded and lapsed anew.
/// </summary>
public sealed record WatchDataAge : IRequest<Unit>;

internal sealed class WatchDataAgeHandler(
    NpgsqlDataSource dataSource, IMediator mediator, MessageIds messageIds,
    ILogger<WatchDataAgeHandler> logger) : IRequestHandler<WatchDataAge, Unit>
{
    private const string NoticedSql =
        """
        insert into data_age_notices (as_of, noticed_at)
        values (coalesce(@asOf, '-infinity'::timestamptz), @now)
        on conflict do nothing
        """;

    public async Task<Unit> Handle(WatchDataAge request, CancellationToken cancellationToken)
    {
        var age = await mediator.Send(new GetDataAge(), cancellationToken);
        if (age.Warning is not { } warning)
        {
            return Unit.Value;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.RunAsync(NoticedSql, new { asOf = age.LapsedAsOf, age.Now }, cancellationToken) == 1)
        {
            logger.LogWarning("The customer data is older than expected");
            await InsertNotices.ExecuteAsync(
                connection, messageIds, [(null, new NoticeItem("Import Data", warning, "/import"))], "Customer data is older than expected",
                age.Now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return Unit.Value;
    }
}
