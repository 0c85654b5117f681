using System.Data;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Members;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>
/// What a delivery's time is made of: the same list again and again, each time with one more of the steps that <c>MakeDelivery</c> takes.
/// </summary>
internal sealed class DeliveryParts(Node node)
{
    private const int FirstOutputOrdinal = 2;
    private const int CustomerIdOrdinal = 1;

    private readonly EncryptedFileStore store = node.Get<EncryptedFileStore>();
    private readonly MemberRegister register = node.Get<MemberRegister>();
    private readonly CompiledList list = ListCompiler.Compile(
        new ListSnapshot(
            ListDefinition.Everyone, new Dictionary<string, SegmentSnapshot>(), Customers.Keys.Trim('{', '}').Split(','),
            [new SortBy("name", false)]),
        node.Send(new GetOutputCatalogue()),
        new DateMetricClock(Instant.FromUtc(2026, 12, 1, 9, 0), Zone));

    private static DateTimeZone Zone { get; } = DateTimeZoneProviders.Tzdb["Europe/London"];

    /// <summary>Names and actions, each holding the one before it.</summary>
    public IReadOnlyList<(string Name, Action Run)> Steps =>
    [
        ("the query's rows, read and dropped", () => WithRows(rows =>
        {
            while (rows.Read())
            {
            }
        })),
        ("written as CSV, with its hash", () => WithRows(rows => Write(rows, new HashingStream(Stream.Null), null))),
        ("packed, encrypted and stored", () => WithRows(rows => Store(rows, recorded: false))),
        ("each customer put in the register", () => WithRows(rows => Store(rows, recorded: true))),
        ("read back and compared", () => WithRows(rows =>
        {
            var (file, content) = Store(rows, recorded: true);
            store.VerifyAsync(file, content, CancellationToken.None).GetAwaiter().GetResult();
        })),
    ];

    private void WithRows(Action<NpgsqlDataReader> use)
    {
        using var connection = node.Get<NpgsqlDataSource>().OpenConnection();
        using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        connection.Execute($"{ListSession.ReadOnly("60min")}; {ListSession.EveryRow}");
        using var command = list.Command(connection, list.RowsSql);
        command.CommandTimeout = 0;
        using var rows = command.ExecuteReader();
        use(rows);
    }

    private (long File, StoredFileContent Content) Store(NpgsqlDataReader rows, bool recorded)
    {
        var writer = FileWriters.For("csv");
        var file = store.CreateAsync("parts.csv", writer.ContentType, writer.CompressWhenStored, CancellationToken.None).GetAwaiter()
            .GetResult();
        using var recorder = recorded ? register.RecordAsync(file, CancellationToken.None).GetAwaiter().GetResult() : null;
        var content = store.Write(file, stream => Write(rows, stream, recorder), CancellationToken.None);
        recorder?.CompleteAsync(CancellationToken.None).GetAwaiter().GetResult();
        return (file, content);
    }

    private void Write(NpgsqlDataReader rows, Stream stream, MemberRecorder? recorder) => FileWriters.For("csv").Write(
        stream, rows, FirstOutputOrdinal, list.Columns, Zone, _ => recorder?.Add(rows.GetInt64(CustomerIdOrdinal)), CancellationToken.None);
}
