using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.RunCustomerList.Agreement;
using CustomerListSchedules.Features.Shared.Outside;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Sharing;

/// <summary>Whether somebody outside would be left out of a report, so that it need not be run for them.</summary>
internal sealed class RefusedOnDemand(NpgsqlDataSource dataSource, ListRunner lists, AskSharing sharing, IClock clock)
{
    /// <summary>Somebody waits for it. What takes longer is told by the run.</summary>
    private const int LimitSeconds = 5;

    private const string ReportSql =
        """
        select c.address::text as address, r.split_by, r.part_key,
          customer_list_snapshot(cl.definition, sl.output_columns, sl.sort_by, sl.row_per_booking)::text as snapshot
        from current_parts r
        join collectors c on c.id = @userId and c.address = r.address
        join scheduled_lists sl on sl.id = r.scheduled_list_id
        join customer_lists cl on cl.id = r.customer_list_id
        where r.scheduled_list_id = @scheduledListId and r.part_id is not distinct from @partId and r.run_on_demand
          and exists (select from sharing_questions(array[c.address::text]) asked where asked.refuses)
        """;

    private sealed record Report(string Address, string? SplitBy, string? PartKey, string Snapshot);

    /// <returns>Why, in words for that person; null when nothing is known to be in the way.</returns>
    public async Task<string?> WhyAsync(long scheduledListId, long? partId, Guid? userId, CancellationToken cancellationToken)
    {
        var report = await dataSource.ReadOneAsync<Report>(ReportSql, new { scheduledListId, partId, userId }, cancellationToken);
        if (report is null)
        {
            return null;
        }

        try
        {
            var asked = await sharing.AskAsync(report.Snapshot, [report.Address], cancellationToken);
            return asked.Questions is [var question] && await HasNotAgreedAsync(report, asked.Preferences, cancellationToken)
                ? SharingWords.ForPartners(question.Company)
                : null;
        }
        catch (Exception e) when (e is DefinitionException or UnreadableValueException
            or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled })
        {
            return null;
        }
    }

    private async Task<bool> HasNotAgreedAsync(Report report, IReadOnlyList<long> preferences, CancellationToken cancellationToken)
    {
        var list = await lists.CompileAsync(
            report.Snapshot, clock.GetCurrentInstant(), cancellationToken,
            report is { SplitBy: { } by, PartKey: { } key } ? new ListSplit(by, [key]) : null);
        var counts = await lists.ReadAsync(
            $"{ListSession.ReadOnly($"{LimitSeconds}s")}; {ListSession.OneCore}",
            connection => AgreementCount.ReadAsync(connection, list, preferences, cancellationToken), cancellationToken);
        return counts.Any(count => count.NotAgreed > 0);
    }
}
