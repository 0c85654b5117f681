using System.Data;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Scheduling;
using CustomerListSchedules.Infrastructure.Web;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>Takes the next delivery that waits, runs its list into an encrypted file and writes its messages. False when none waits.</summary>
public sealed record MakeDelivery : IRequest<bool>;

internal sealed class MakeDeliveryHandler(
    NpgsqlDataSource dataSource, WorkQueue<DeliveryClaim> queue, DeliveryOutcomes outcomes, EncryptedFileStore store, MemberRegister register,
    VenueReader venues, IMediator mediator, QueryOptions query, LowPriorityGate lane, ILogger<MakeDeliveryHandler> logger)
    : IRequestHandler<MakeDelivery, bool>
{
    /// <summary>Before the output columns stand member_count and customer_id.</summary>
    private const int FirstOutputOrdinal = 2;

    /// <summary>How often a partner's file gives way to staff while it is written.</summary>
    private const int RowsBetweenWays = 256;

    private const int CustomerIdOrdinal = 1;

    public Task<bool> Handle(MakeDelivery request, CancellationToken cancellationToken) =>
        queue.WorkAsync(1, DeliverAsync, FailAsync, cancellationToken);

    private async Task DeliverAsync(DeliveryClaim claim, WorkLease lease)
    {
        if (await outcomes.SkipIfGoneAsync(claim, null, lease.Token))
        {
            return;
        }

        var made = await Make(claim, lease);
        if ((await mediator.Send(new GetDataAge(), lease.Token)).Warning is { } old)
        {
            made = made with { Notes = FileNotes.Join(old, made.Notes) };
        }

        if (!await outcomes.SkipIfGoneAsync(claim, made.FileId, lease.Token))
        {
            await outcomes.CompleteAsync(claim, made, lease.Token);
        }
    }

    private async Task<MadeFile> Make(DeliveryClaim claim, WorkLease lease)
    {
        var rowsSoFar = 0L;
        lease.Progress = () => new { rowsSoFar = Volatile.Read(ref rowsSoFar) };
        var venue = await venues.ReadAsync(lease.Token);
        var catalogue = await mediator.Send(new GetOutputCatalogue(), lease.Token);
        var list = ListCompiler.Compile(ListSnapshot.Parse(claim.Snapshot), catalogue, new DateMetricClock(claim.AsOf, venue.Zone));

        // Members, count and rows come from one snapshot of the database, so that they agree.
        await using var connection = await dataSource.OpenConnectionAsync(lease.Token);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, lease.Token);
        var onDemand = claim.RunKind == "on_demand";
        await connection.RunAsync(
            $"{ListSession.ReadOnly(query.StatementLimit)}; {(onDemand ? ListSession.OneCore : ListSession.EveryRow)}", lease.Token);
        await using var command = new NpgsqlCommand(list.RowsSql, connection) { CommandTimeout = 0 };
        foreach (var (name, value) in list.Parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        await using var rows = await command.ExecuteReaderAsync(lease.Token);
        if (!rows.HasRows)
        {
            return new MadeFile(null, null, 0, list.DateMetrics, list.Description, Notes: null);
        }

        var writer = FileWriters.For(claim.FileFormat);
        var fileId = await store.CreateAsync(
            FileName.For(claim.Name, claim.AsOf, venue.Zone, writer.Extension), writer.ContentType, writer.CompressWhenStored, lease.Token);
        using var recorder = await register.RecordAsync(fileId, lease.Token);
        long? members = null;
        FileWritten? written = null;
        var content = await Task.Run(
            () => store.Write(
                fileId,
                stream => written = writer.Write(
                    stream, rows, FirstOutputOrdinal, list.Columns, venue.Zone,
                    count =>
                    {
                        members ??= rows.GetInt64(0);
                        recorder.Add(rows.GetInt64(CustomerIdOrdinal));
                        if (onDemand && count % RowsBetweenWays == 0)
                        {
                            lane.GiveWay();
                        }

                        Volatile.Write(ref rowsSoFar, count);
                    },
                    lease.Token),
                lease.Token),
            lease.Token);
        if (written!.Rows != members)
        {
            throw new RowCountException(members ?? 0, written.Rows);
        }

        await recorder.CompleteAsync(lease.Token);
        await store.VerifyAsync(fileId, content, lease.Token);
        return new MadeFile(fileId, content, written.Rows, list.DateMetrics, list.Description, FileNotes.CutCells(written.CutCells));
    }

    private Task FailAsync(DeliveryClaim claim, Exception exception)
    {
        logger.LogError("Delivery {Delivery} failed at attempt {Attempt}: {Error}", claim.Id, claim.Attempt, exception.GetType().Name);
        return outcomes.FailAsync(claim, FailureWords.For(exception), CancellationToken.None);
    }
}
