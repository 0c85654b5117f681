using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.RunCustomerList.Agreement;
using CustomerListSchedules.Features.RunCustomerList.Reading;
using CustomerListSchedules.Features.RunCustomerList.Totals;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Files;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList.Parts;

/// <summary>Makes the parts of a split list: one statement gives the rows of all, and one pass writes a file after the other.</summary>
internal sealed class PartsRunner(ListRunner lists, FileMaker files, VenueReader venues, IMediator mediator)
{
    private sealed record Making(
        CompiledList List, SplitCounts Counts, IReadOnlyDictionary<long, BookingTotals>? Totals, ILookup<long, AgreementCount> Agreement,
        DateTimeZone Zone, string? Warning);

    /// <summary>
    /// Makes one file after the other, in the order of their keys. What goes wrong with a part is its own; what goes wrong with the list,
    /// or with the database's answer, ends the work and is thrown.
    /// </summary>
    /// <param name="what">The list; its name with a part's value is the file's.</param>
    /// <param name="split">How it is split, and into which parts.</param>
    /// <param name="ends">Told of what is found and made, in its order.</param>
    /// <param name="rowWritten">Told of each row, with how many there are so far in all parts.</param>
    /// <param name="cancellationToken">Abandons it; what was stored is swept later.</param>
    /// <exception cref="DefinitionException">The list cannot be run.</exception>
    public async Task MakeAsync(
        ListToRun what, ListSplit split, IPartEnds ends, Action<long> rowWritten, CancellationToken cancellationToken)
    {
        var list = await lists.CompileAsync(what.Snapshot, what.AsOf, cancellationToken, split, what.Performance);
        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        var age = await mediator.Send(new GetDataAge(), cancellationToken);
        await lists.ReadAsync(
            lists.SessionOf(what),
            async connection =>
            {
                var counts = await SplitCounts.ReadAsync(connection, list, cancellationToken);
                await ends.CountedAsync(counts, cancellationToken);
                var totals = what.WithTotals ? await PartTotals.ReadAsync(connection, list, cancellationToken) : null;
                var agreement = await AgreementCount.ReadAsync(connection, list, what.Preferences, cancellationToken);
                var making = new Making(list, counts, totals, agreement.ToLookup(count => count.Part), zone, age.Warning);
                await WriteAsync(connection, making, what, split, ends, rowWritten, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private async Task WriteAsync(
        NpgsqlConnection connection, Making making, ListToRun what, ListSplit split, IPartEnds ends, Action<long> rowWritten,
        CancellationToken cancellationToken)
    {
        await using var command = making.List.Command(connection, making.List.Split!.RowsSql);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var reader = new PartReader(rows);
        var before = 0L;
        foreach (var (index, key) in split.PartKeys.Index())
        {
            try
            {
                var begun = before;
                var newcomers = await ends.BeginAsync(key, cancellationToken);
                var made = reader.Begin(index + 1)
                    ? await WriteAsync(
                        reader, making, what, index + 1, key, newcomers, count => rowWritten(begun + count), cancellationToken)
                    : Empty(making, key);
                before += made.Rows ?? 0;
                await ends.MadeAsync(key, made, cancellationToken);
            }
            catch (Exception e) when (!reader.Broken && !cancellationToken.IsCancellationRequested && e is not OutOfMemoryException)
            {
                await ends.FailedAsync(key, e);
                reader.Skip(cancellationToken);
            }
        }
    }

    private static MadeFile Empty(Making making, string key) => making.Counts.Of(key) is { Customers: > 0 } expected
        ? throw new RowCountException(expected.Customers, 0)
        : new MadeFile(
            null, null, 0, null, making.List.DateMetrics, making.List.Description, making.Warning, Rows: 0,
            ListCustomers: making.Counts.Members);

    private async Task<MadeFile> WriteAsync(
        PartReader rows, Making making, ListToRun what, long part, string key, Newcomers? newcomers, Action<long> rowWritten,
        CancellationToken cancellationToken)
    {
        var list = making.List;
        var expected = making.Counts.Of(key);
        var count = list.RowPerBooking ? expected.Bookings : expected.Customers;
        var isFirst = FileMaker.FirstOutputOrdinal + list.Columns.Count;
        var file = await files.MakeAsync(
            extension => FileName.For(what.NameOf(key), what.AsOf, making.Zone, extension),
            what.FileFormat,
            rows,
            list.Columns,
            making.Zone,
            () => !list.RowPerBooking || rows.GetBoolean(isFirst),
            () => count,
            newcomers,
            rowWritten,
            cancellationToken);
        var made = new MadeFile(
            file?.Id, file?.Content, expected.Customers, list.CountsBookings ? expected.Bookings : null, list.DateMetrics, list.Description,
            FileNotes.Join(making.Warning, FileNotes.CutCells(file?.CutCells ?? 0)),
            newcomers is { Alone: true } ? null : making.Totals?.GetValueOrDefault(part), count, making.Counts.Members)
        {
            Agreement = [.. making.Agreement[part]],
        };
        return newcomers is { Alone: true } ? made.Of(newcomers, making.Counts.Members) : made;
    }
}
