using System.Data;
using System.Text.Json;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>
/// Runs lists from the explorer into encrypted files, apart from the request that asks, one at a time on a node. How far it is, and that this node
/// lives, is noted in the database, where any node reads it.
/// </summary>
internal sealed class ListExporter(
    NpgsqlDataSource dataSource, EncryptedFileStore store, MemberRegister register, AuditLog audit, IServiceScopeFactory scopes, IClock clock,
    QueryOptions options, ILogger<ListExporter> logger) : IAsyncDisposable
{
    private const int FirstOutputOrdinal = 2;
    private const int CustomerIdOrdinal = 1;
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim place = new(1);
    private readonly CancellationTokenSource stopping = new();

    public void Start(ListExportRequest request) => _ = Task.Run(() => ExportAsync(request), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        stopping.Dispose();
        place.Dispose();
    }

    private async Task ExportAsync(ListExportRequest request)
    {
        var progress = new Progress();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var noting = NoteAsync(request.Id, progress, stop);
        try
        {
            await place.WaitAsync(stop.Token);
            try
            {
                await MakeAsync(request, progress, stop.Token);
            }
            finally
            {
                place.Release();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.LogError("Running customer list {List} failed: {Error}", request.ListId, e.GetType().Name);
            await FailAsync(request.Id, Reason(e));
        }
        finally
        {
            await stop.CancelAsync();
            await noting;
        }
    }

    private async Task MakeAsync(ListExportRequest request, Progress progress, CancellationToken cancellationToken)
    {
        var venue = await new VenueReader(dataSource).ReadAsync(cancellationToken);
        var asOf = clock.GetCurrentInstant();
        var list = ListCompiler.Compile(ListSnapshot.Parse(request.Snapshot), request.Catalogue, new DateMetricClock(asOf, venue.Zone));
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await connection.RunAsync($"{ListSession.ReadOnly(options.StatementLimit)}; {ListSession.EveryRow}", cancellationToken);
        await using var command = list.Command(connection, list.RowsSql);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        if (!rows.HasRows)
        {
            await FinishAsync(request, "empty", null, null, 0, list.DateMetrics, await OldDataAsync(cancellationToken), asOf, venue.LinkDays, cancellationToken);
            return;
        }

        var writer = FileWriters.For(request.FileFormat);
        var fileId = await store.CreateAsync(FileName.For(request.ListName, asOf, venue.Zone, writer.Extension), writer.ContentType, writer.CompressWhenStored, cancellationToken);
        using var recorder = await register.RecordAsync(fileId, cancellationToken);
        long? members = null;
        FileWritten? written = null;
        var content = store.Write(
            fileId,
            stream => written = writer.Write(
                stream, rows, FirstOutputOrdinal, list.Columns, venue.Zone,
                count =>
                {
                    members ??= rows.GetInt64(0);
                    recorder.Add(rows.GetInt64(CustomerIdOrdinal));
                    progress.Rows = count;
                },
                cancellationToken),
            cancellationToken);
        if (written!.Rows != members)
        {
            throw new RowCountException(members ?? 0, written.Rows);
        }

        await recorder.CompleteAsync(cancellationToken);
        await store.VerifyAsync(fileId, content, cancellationToken);
        var notes = FileNotes.Join(await OldDataAsync(cancellationToken), FileNotes.CutCells(written.CutCells));
        await FinishAsync(request, "ready", fileId, content, written.Rows, list.DateMetrics, notes, asOf, venue.LinkDays, cancellationToken);
    }

    private async Task<string?> OldDataAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new GetDataAge(), cancellationToken)).Warning;
    }

    private async Task FinishAsync(
        ListExportRequest request, string state, long? fileId, StoredFileContent? content, long rows, IReadOnlyList<ResolvedDateMetric> metrics, string? notes,
        Instant asOf, int days, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        if (fileId is { } id)
        {
            await store.CompleteAsync(connection, id, content!, now + Duration.FromDays(days), cancellationToken);
            await connection.RunAsync(
                """
                insert into file_origins (file_id, kind, list_name, customer_list_id, for_whom, made_at)
                values (@id, 'export', @ListName, @ListId, array[@Name], @now)
                """,
                new { id, request.ListName, request.ListId, request.Actor.Name, now },
                cancellationToken);
        }

        await connection.RunAsync(
            """
            update list_exports
            set state = @state, row_count = @rows, rows_so_far = @rows, file_id = @fileId, notes = @notes, date_metrics = @dateMetrics::jsonb, finished_at = @now
            where id = @Id;
            update customer_lists set last_count = @rows, last_run_at = @asOf where id = @ListId
            """,
            new { request.Id, request.ListId, state, rows, fileId, notes, dateMetrics = JsonSerializer.Serialize(metrics, JsonSerializerOptions.Web), now, asOf },
            cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "customer_list.run", "customer_list", request.ListId, new { request.FileFormat, rows, fileId }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task FailAsync(Guid id, string reason)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync();
            await connection.RunAsync(
                "update list_exports set state = 'failed', reason = @reason, finished_at = @now where id = @id and state = 'running'",
                new { id, reason, now = clock.GetCurrentInstant() },
                CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            logger.LogWarning("A failed run could not be noted: {Error}", e.GetType().Name);
        }
    }

    private async Task NoteAsync(Guid id, Progress progress, CancellationTokenSource stop)
    {
        try
        {
            using var timer = new PeriodicTimer(NoteEvery);
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                await dataSource.RunAsync(
                    "update list_exports set rows_so_far = @rows, alive_at = clock_timestamp() where id = @id and state = 'running'",
                    new { id, rows = progress.Rows },
                    stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Finished, or stopping.
        }
        catch (NpgsqlException e)
        {
            logger.LogWarning("A run's progress could not be noted: {Error}", e.GetType().Name);
        }
    }

    private static string Reason(Exception e)
    {
        if (e is OperationCanceledException)
        {
            return "The application was restarted. Run the list again.";
        }

        var words = FailureWords.For(e);
        return words.MayPass ? $"{words.Reason} Run the list again; if it fails again, tell an administrator." : words.Reason;
    }

    private sealed class Progress
    {
        private long rows;

        public long Rows
        {
            get => Interlocked.Read(ref rows);
            set => Interlocked.Exchange(ref rows, value);
        }
    }
}
