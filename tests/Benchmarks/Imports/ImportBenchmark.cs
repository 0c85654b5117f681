using CustomerListSchedules.Benchmarks.Exports;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Loading;
using MiniExcelLibs;

namespace CustomerListSchedules.Benchmarks.Imports;

/// <summary>Customers from a CSV file, beside <c>psql \copy</c> of the same file into the same table.</summary>
internal sealed class ImportBenchmark : IBenchmark
{
    private const int MemoryGrowth = 10;

    public string Verb => "import";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var rows = arguments.Number("rows", 1_000_000);
        var runs = arguments.Number("runs", 5);
        await using var server = await BenchmarkServer.StartAsync(arguments);
        var file = await CustomerFile.WriteAsync(server, rows);
        Console.WriteLine($"{rows:N0} customers, 16 columns, {new FileInfo(file).Length / 1e6:0} MB; median of {runs}");
        if (arguments["part"] is null or "time")
        {
            await TimeAsync(server, file, rows, runs, figures);
        }

        if (arguments["part"] is null or "excel")
        {
            await ExcelAsync(server, rows, runs, figures);
        }

        if (arguments["part"] is null or "memory")
        {
            await MemoryAsync(server, file, rows, figures);
        }
    }

    private static async Task TimeAsync(BenchmarkServer server, string file, int rows, int runs, Figures figures)
    {
        var theirs = await CustomerFile.EmptyAsync(server, "import_psql");
        var ours = await CustomerFile.EmptyAsync(server, "import_ours");
        await using var node = await Node.StartAsync(ours, server.Scratch);
        var (psql, added, again, check) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run <= runs; run++)
        {
            CustomerFile.Empty(theirs);
            CustomerFile.Empty(ours);
            node.Execute("delete from data_imports; delete from stored_files");
            psql.Add(Timing.Seconds(() => CustomerFile.PsqlCopy(theirs, file)));
            added.Add(Timing.Seconds(() => Expect(CustomerFile.Import(node, file), rows, 0)));
            again.Add(Timing.Seconds(() => Expect(CustomerFile.Import(node, file), 0, rows)));
            check.Add(Timing.Seconds(() => CustomerFile.Import(node, file, dryRun: true)));
        }

        foreach (var times in new[] { psql, added, again, check })
        {
            times.RemoveAt(0); // Warm from here on.
        }

        var reference = Timing.Median(psql);
        Figures.Line("psql \\copy into crm.customers", $"{reference:0.00} s", "1.00");
        Line("Import, from the file to committed customers", "import", added);
        Line("The same file again: nothing changes", "import_again", again);
        Line("Dry run of it", "import_check", check);
        figures.Add("import_psql_seconds", reference);

        void Line(string what, string name, List<double> times)
        {
            var ratio = Timing.Median(times) / reference;
            Figures.Line(what, $"{Timing.Median(times):0.00} s", $"{ratio:0.00}");
            figures.Add(name + "_vs_psql", ratio);
        }
    }

    /// <summary>A workbook, beside MiniExcel's reading of it alone.</summary>
    private static async Task ExcelAsync(BenchmarkServer server, int rows, int runs, Figures figures)
    {
        var file = await CustomerFile.WriteWorkbookAsync(server, rows);
        var database = await CustomerFile.EmptyAsync(server, "import_excel");
        await using var node = await Node.StartAsync(database, server.Scratch);
        var (bare, added) = (new List<double>(), new List<double>());
        for (var run = 0; run <= runs; run++)
        {
            CustomerFile.Empty(database);
            node.Execute("delete from data_imports; delete from stored_files");
            bare.Add(Timing.Seconds(() => Read(file, rows)));
            added.Add(Timing.Seconds(() => Expect(CustomerFile.Import(node, file), rows, 0)));
        }

        bare.RemoveAt(0);
        added.RemoveAt(0);
        var (reference, ours) = (Timing.Median(bare), Timing.Median(added));
        Figures.Line($"MiniExcel reads the workbook, {new FileInfo(file).Length / 1e6:0} MB", $"{reference:0.00} s", "1.00");
        Figures.Line("Import, from the workbook to committed customers", $"{ours:0.00} s", $"{ours / reference:0.00}");
        figures.Add("import_excel_vs_miniexcel", ours / reference);
    }

    private static void Read(string file, int rows)
    {
        var read = MiniExcel.Query(file, useHeaderRow: false, excelType: ExcelType.XLSX).Count();
        if (read != rows + 1)
        {
            throw new InvalidOperationException($"MiniExcel read {read} rows of {rows + 1}.");
        }
    }

    private static async Task MemoryAsync(BenchmarkServer server, string file, int rows, Figures figures)
    {
        var small = await CustomerFile.WriteAsync(server, rows / MemoryGrowth);
        foreach (var (size, path, name) in new[]
        {
            (rows / MemoryGrowth, small, "peak_mb_above_idle_at_a_tenth"),
            (rows, file, "peak_mb_above_idle"),
        })
        {
            var database = await CustomerFile.EmptyAsync(server, $"import_memory_{size}");
            var peak = ImportMemoryProbe.Measure(database, path, server.Scratch);
            Figures.Line($"Memory above idle, {size:N0} customers", $"{peak:0} MB");
            figures.Add(name, peak);
        }
    }

    private static void Expect(ImportOutcome outcome, long added, long unchanged)
    {
        if (outcome.Added != added || outcome.Unchanged != unchanged || outcome.Refused + outcome.Changed > 0)
        {
            throw new InvalidOperationException($"Not what was to be imported: {outcome.ToJson()}");
        }
    }
}
