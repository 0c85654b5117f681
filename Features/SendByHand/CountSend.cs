using System.Data;
using System.Text.Json;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>
/// Begins to count the lists of a question and to read their first rows, as an Update Count; waits a moment for the answer.
/// </summary>
public sealed record CountSend(IReadOnlyList<SendPart> Parts, Actor Actor, TimeSpan Wait) : IRequest<SendCount>;

/// <summary>How such a count stands; null when it is not this person's or long gone.</summary>
public sealed record FindSendCount(Guid Id, Guid UserId) : IRequest<SendCount?>;

internal sealed class CountSendHandler(
    ListCounter counter, ListRunner lists, LastDeliveries lastDeliveries, VenueReader venues, NpgsqlDataSource dataSource, AuditLog audit) :
    IRequestHandler<CountSend, SendCount>, IRequestHandler<FindSendCount, SendCount?>
{
    /// <summary>A question is no report: the first are enough to see that it is the right list.</summary>
    public const int RowsShown = 5;

    private const int CustomerIdOrdinal = 1;

    private sealed record Compiled(SendPart Part, CompiledList? List, string? Problem);

    public async Task<SendCount> Handle(CountSend request, CancellationToken cancellationToken)
    {
        var compiled = new List<Compiled>();
        foreach (var part in request.Parts)
        {
            compiled.Add(await CompileAsync(part, cancellationToken));
        }

        foreach (var list in compiled.Where(each => each.List is not null).Select(each => each.Part.CustomerListId).Distinct())
        {
            await audit.GatherAsync(dataSource, request.Actor, "customer_list.previewed", "customer_list", list, cancellationToken);
        }

        var userId = request.Actor.UserId!.Value;
        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        var id = await counter.StartAsync(userId, request.Wait, null, stop => ReadAsync(compiled, zone, stop), cancellationToken);
        return (await FindAsync(id, userId, cancellationToken))!;
    }

    public Task<SendCount?> Handle(FindSendCount request, CancellationToken cancellationToken) =>
        FindAsync(request.Id, request.UserId, cancellationToken);

    private async Task<Compiled> CompileAsync(SendPart part, CancellationToken cancellationToken)
    {
        if (part.Snapshot is null)
        {
            return new Compiled(part, null, null);
        }

        try
        {
            var performance = await PerformanceAsync(part, cancellationToken);
            return new Compiled(
                part, await lists.CompileAsync(part.Snapshot, part.AsOf, cancellationToken, performance: performance), null);
        }
        catch (DefinitionException cannot)
        {
            return new Compiled(part, null, cannot.Message);
        }
    }

    private async Task<RunPerformance> PerformanceAsync(SendPart part, CancellationToken cancellationToken)
    {
        if (part.ScheduleId is not { } schedule)
        {
            return RunPerformance.Of(part.PerformanceId, part.PerformanceName, part.PerformanceStartsAt);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var next = await NextPerformance.OfAsync(connection, schedule, part.AsOf, cancellationToken);
        return RunPerformance.Of(next?.Id, next?.Name, next?.StartsAt);
    }

    // Long after the request has its answer: nothing of its own is used any more.
    private async Task<ListCounter.Counted> ReadAsync(
        IReadOnlyList<Compiled> parts, DateTimeZone zone, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await connection.RunAsync(ListSession.ReadOnly($"{counter.LimitSeconds}s"), cancellationToken);
        var counts = new List<PartCount>();
        foreach (var (part, list, problem) in parts)
        {
            counts.Add(list is null ? PartCount.None(problem) : await CountAsync(connection, part, list, zone, cancellationToken));
        }

        return new ListCounter.Counted(counts.Sum(count => count.Customers), null, JsonSerializer.Serialize(counts));
    }

    private async Task<PartCount> CountAsync(
        NpgsqlConnection connection, SendPart part, CompiledList list, DateTimeZone zone, CancellationToken cancellationToken)
    {
        if (part.IsMailing)
        {
            await using var people = Command(connection, list, list.MailingCountSql);
            await using var row = await people.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            return new PartCount(row.GetInt64(0), null, row.GetInt64(2), [], [], null);
        }

        await using var count = Command(connection, list, list.CountSql);
        var (customers, bookings) = await list.CountAsync(count, cancellationToken);
        var asked = part is { FileCustomers: null, SplitBy: null, IsPart: false };
        var compared = asked && Comparison.IsNeeded(part.Send, part.WhenEmpty)
            ? await CompareAsync(connection, part, list, cancellationToken)
            : null;
        var cell = new RecipientCell(part.FileFormat, zone);
        var shown = new List<IReadOnlyList<string>>();
        await using var first = Command(connection, list, list.PreviewSql);
        await using var rows = await first.ExecuteReaderAsync(cancellationToken);
        while (shown.Count < RowsShown && await rows.ReadAsync(cancellationToken))
        {
            if (compared is { Newcomers.Alone: true } && !compared.Newcomers.IsNew(rows.GetInt64(CustomerIdOrdinal), first: false))
            {
                continue;
            }

            shown.Add([.. list.Columns.Select((column, index) => cell.Text(rows, ListRunner.FirstOutputOrdinal + index, column.Kind))]);
        }

        var onlyNew = compared is { Newcomers.Alone: true } ? compared.Result.New : (long?)null;
        return new PartCount(customers, bookings, null, cell.Headers(list.Columns), shown, null)
        {
            Since = compared?.Result.Words(part.AsOf, zone),
            OnlyNew = onlyNew,
            HeldBack = asked
                ? HeldBack.Why(part.WhenEmpty, part.AtLeast, onlyNew ?? customers, compared?.Result, part.AsOf, zone)
                : null,
        };
    }

    private async Task<Comparison> CompareAsync(
        NpgsqlConnection connection, SendPart part, CompiledList list, CancellationToken cancellationToken)
    {
        var comparison = await lastDeliveries.OpenAsync(part.ScheduledListId, null, part.CustomerListId, part.Send, cancellationToken);
        await using var members = Command(connection, list, list.MembersSql);
        await using var rows = await members.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            comparison.Newcomers.IsNew(rows.GetInt64(0), first: true);
        }

        return comparison;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, CompiledList list, string sql)
    {
        var command = list.Command(connection, sql);
        command.CommandTimeout = 0;
        return command;
    }

    private async Task<SendCount?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken) =>
        await counter.FindJsonAsync(id, userId, cancellationToken) is var (state, json, reason)
            ? new SendCount(id, state, json is null ? null : JsonSerializer.Deserialize<PartCount[]>(json), reason)
            : null;
}
