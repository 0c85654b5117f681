using System.Data;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.ImportData.UnusableRows;
using CustomerListSchedules.Features.RunCustomerList.Agreement;
using CustomerListSchedules.Features.RunCustomerList.Reading;
using CustomerListSchedules.Features.RunCustomerList.Totals;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>Runs a list: into an encrypted file, for deliveries, tests and the explorer alike, or for its first rows alone.</summary>
internal sealed class ListRunner(
    NpgsqlDataSource dataSource, FileMaker files, VenueReader venues, IMediator mediator, QueryOptions options)
{
    /// <summary>Before the output columns stand member_count and customer_id.</summary>
    public const int FirstOutputOrdinal = FileMaker.FirstOutputOrdinal;

    /// <exception cref="DefinitionException">The list cannot be run.</exception>
    public async Task<CompiledList> CompileAsync(
        string snapshot, Instant asOf, CancellationToken cancellationToken, ListSplit? split = null, RunPerformance? performance = null)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        var dates = new DateMetricClock(asOf, venue.Zone) { Performance = performance };
        return ListCompiler.Compile(ListSnapshot.Parse(snapshot), catalogue, dates, split);
    }

    /// <summary>Reads in one snapshot of the database, so that members, count and rows agree.</summary>
    /// <param name="session">How the database runs the statements, see <see cref="ListSession"/>.</param>
    /// <param name="read">Reads.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <exception cref="UnreadableValueException">The database cannot reckon with a value in the customer data.</exception>
    public async Task<T> ReadAsync<T>(string session, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await dataSource.InTransactionAsync(
                async connection =>
                {
                    await connection.RunAsync(session, cancellationToken);
                    return await read(connection);
                },
                cancellationToken,
                isolation: IsolationLevel.RepeatableRead);
        }
        catch (PostgresException e) when (e.IsAboutValue())
        {
            var unusable = await mediator.Send(new ListUnusableRows(1), cancellationToken);
            if (unusable is [var row, ..])
            {
                throw new UnreadableValueException(row.Label, row.CustomerId);
            }

            throw;
        }
    }

    /// <summary>Makes the file, verified and with its members registered; no file when nobody is on the list.</summary>
    /// <param name="what">The list.</param>
    /// <param name="newcomers">Told of each row, where it matters who is new on the list.</param>
    /// <param name="rowWritten">Told of each row, with how many there are so far.</param>
    /// <param name="cancellationToken">Abandons it; what was stored is swept later.</param>
    /// <exception cref="RowCountException">The file has other rows than the list has members.</exception>
    public async Task<MadeFile> MakeFileAsync(
        ListToRun what, Newcomers? newcomers, Action<long> rowWritten, CancellationToken cancellationToken)
    {
        var list = await CompileAsync(what.Snapshot, what.AsOf, cancellationToken, performance: what.Performance);
        var made = await ReadAsync(
            SessionOf(what), connection => WriteAsync(connection, list, what, newcomers, rowWritten, cancellationToken), cancellationToken);
        var age = await mediator.Send(new GetDataAge(), cancellationToken);
        return made with { Notes = FileNotes.Join(age.Warning, made.Notes) };
    }

    /// <summary>How the database runs the statements of a file.</summary>
    public string SessionOf(ListToRun what) =>
        $"{ListSession.ReadOnly(options.StatementLimit)}; {(what.OneCore ? ListSession.OneCore : ListSession.EveryRow)}";

    private async Task<MadeFile> WriteAsync(
        NpgsqlConnection connection, CompiledList list, ListToRun what, Newcomers? newcomers, Action<long> rowWritten,
        CancellationToken cancellationToken)
    {
        await using var command = list.Command(connection, list.RowsSql);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        if (!rows.HasRows)
        {
            return new MadeFile(null, null, 0, null, list.DateMetrics, list.Description, Notes: null);
        }

        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        // Behind the output columns: how many bookings; and where each has a row, how many rows, and whether this is the customer's first.
        var behind = FirstOutputOrdinal + list.Columns.Count;
        (long Customers, long? Bookings, long Rows)? expected = null;
        var file = await files.MakeAsync(
            extension => FileName.For(what.Name, what.AsOf, zone, extension),
            what.FileFormat,
            rows,
            list.Columns,
            zone,
            () =>
            {
                expected ??= (
                    rows.GetInt64(0), list.CountsBookings ? rows.GetInt64(behind) : null,
                    rows.GetInt64(list.RowPerBooking ? behind + 1 : 0));
                return !list.RowPerBooking || rows.GetBoolean(behind + 2);
            },
            () => expected.GetValueOrDefault().Rows,
            newcomers,
            rowWritten,
            cancellationToken);
        var (customers, bookings, _) = expected!.Value;
        await rows.DisposeAsync();
        var totals = what.WithTotals && newcomers is not { Alone: true }
            ? await BookingTotals.ReadAsync(connection, list, cancellationToken)
            : null;
        var notes = FileNotes.CutCells(file?.CutCells ?? 0);
        var made = new MadeFile(file?.Id, file?.Content, customers, bookings, list.DateMetrics, list.Description, notes, totals)
        {
            Agreement = await AgreementCount.ReadAsync(connection, list, what.Preferences, cancellationToken),
        };
        return newcomers is { Alone: true } ? made.Of(newcomers, customers) : made;
    }
}
