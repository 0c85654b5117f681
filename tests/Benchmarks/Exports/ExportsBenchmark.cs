namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>
/// Our files against the fastest others that are to be had, each as a ratio within the same run. <c>--part</c> takes csv, parts, xlsx,
/// docx, memory, new or growth alone.
/// </summary>
internal sealed class ExportsBenchmark : IBenchmark
{
    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000, 3_000_000];

    public string Verb => "exports";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var rows = arguments.Number("rows", 1_000_000);
        var runs = arguments.Number("runs", 5);
        await using var server = await BenchmarkServer.StartAsync(arguments);
        var database = await Customers.DatabaseAsync(server, rows);
        Console.WriteLine($"{rows:N0} customers, 10 columns, ordered by name; median of {runs}");

        if (Wanted("csv"))
        {
            await CsvAsync(database, server.Scratch, rows, runs, figures);
        }

        if (Wanted("parts"))
        {
            await PartsAsync(database, server.Scratch, rows, runs, figures);
        }

        if (Wanted("xlsx"))
        {
            Xlsx(database, server.Scratch, runs, figures);
        }

        if (Wanted("docx"))
        {
            Docx(database, runs, figures);
        }

        if (Wanted("memory"))
        {
            Memory(database, server.Scratch, rows, figures);
        }

        if (Wanted("new"))
        {
            await NewSince.MeasureAsync(server, database, rows, runs, figures);
        }

        if (Wanted("growth"))
        {
            await GrowthAsync(server, runs, figures);
        }

        bool Wanted(string part) => arguments["part"] is not { } only || only == part;
    }

    private static async Task CsvAsync(string database, string scratch, int rows, int runs, Figures figures)
    {
        await using var node = await Node.StartAsync(database, scratch);
        var schedule = await node.AddScheduleAsync("csv");
        var copied = Path.Combine(scratch, "psql.csv");
        var ours = Path.Combine(scratch, "ours.csv");
        var deliveries = new List<double>();
        var times = Timing.Medians(
            runs,
            () => References.PsqlCopy(database, copied),
            () => WriteFile(database, "csv", ours),
            () => deliveries.Add(DeliverySeconds(node, schedule, rows)));
        deliveries.RemoveAt(0);
        var delivery = Timing.Median(deliveries);
        Figures.Line("psql \\copy", $"{times[0]:0.00} s", "1.00");
        Figures.Line("CSV writer to a file", $"{times[1]:0.00} s", $"{times[1] / times[0]:0.00}");
        Figures.Line("Delivery, from claim to committed and verified file", $"{delivery:0.00} s", $"{delivery / times[0]:0.00}");
        figures.Add("csv_vs_psql", times[1] / times[0]);
        figures.Add("delivery_vs_psql", delivery / times[0]);
        figures.Add("psql_seconds", times[0]);
        File.Delete(copied);
        File.Delete(ours);
    }

    private static async Task PartsAsync(string database, string scratch, int rows, int runs, Figures figures)
    {
        await using var node = await Node.StartAsync(database, scratch);
        var schedule = await node.AddScheduleAsync("csv");
        var steps = new DeliveryParts(node).Steps;
        var times = steps.Select(_ => new List<double>()).ToArray();
        var (psql, deliveries) = (new List<double>(), new List<double>());
        var copied = Path.Combine(scratch, "psql.csv");
        for (var run = 0; run <= runs; run++)
        {
            psql.Add(Timing.Seconds(() => References.PsqlCopy(database, copied)));
            for (var step = 0; step < steps.Count; step++)
            {
                times[step].Add(Timing.Seconds(steps[step].Run));
                node.CleanUp();
            }

            deliveries.Add(DeliverySeconds(node, schedule, rows));
        }

        var reference = MedianAfterTheFirst(psql);
        Figures.Line("What a delivery's time is made of, in times of psql \\copy", "all so far", "this step");
        var before = 0.0;
        foreach (var ((name, _), seconds) in steps.Zip(times)
            .Append((("claimed, completed, audited: the whole delivery", () => { }), deliveries)))
        {
            var ratio = MedianAfterTheFirst(seconds) / reference;
            Figures.Line($"  {name}", $"{ratio:0.00}", $"{ratio - before:+0.00;-0.00}");
            before = ratio;
        }

        figures.Add("delivery_rows_alone_vs_psql", MedianAfterTheFirst(times[0]) / reference);
        File.Delete(copied);

        static double MedianAfterTheFirst(List<double> seconds) => Timing.Median([.. seconds.Skip(1)]);
    }

    private static void Xlsx(string database, string scratch, int runs, Figures figures)
    {
        var ours = Path.Combine(scratch, "ours.xlsx");
        var processor = new List<double>();
        var seconds = Timing.Medians(runs, () => processor.Add(Timing.ProcessorSeconds(() => WriteFile(database, "xlsx", ours))))[0];
        processor.RemoveAt(0);
        var (processorSeconds, megabytes) = (Timing.Median(processor), new FileInfo(ours).Length / 1e6);
        Figures.Line(
            "Unformatted Excel to a file", $"{seconds:0.00} s", $"{processorSeconds:0.00} s of processor time, {megabytes:0.0} MB");
        figures.Add("xlsx_seconds", seconds);
        figures.Add("xlsx_processor_seconds", processorSeconds);
        figures.Add("xlsx_megabytes", megabytes);
        Against("libxlsxwriter", References.LibXlsxWriter(database, scratch), "install libxlsxwriter-dev and libpq-dev");
        Against("xlsxwriter", References.PythonXlsxWriter(database), "install python3-xlsxwriter");
        File.Delete(ours);

        void Against(string name, Action<string>? reference, string missing)
        {
            if (reference is null)
            {
                Figures.Skipped(name, missing);
                return;
            }

            var theirs = Path.Combine(scratch, name + ".xlsx");
            var times = Timing.Medians(runs, () => WriteFile(database, "xlsx", ours), () => reference(theirs));
            var size = (double)new FileInfo(ours).Length / new FileInfo(theirs).Length;
            Figures.Line(
                $"{name}; Unformatted Excel beside it takes {times[0] / times[1]:0.00} of its time", $"{times[1]:0.00} s",
                $"size {size:0.00}");
            figures.Add("xlsx_vs_" + name, times[0] / times[1]);
            figures.Add("xlsx_size_vs_" + name, size);
            File.Delete(theirs);
        }
    }

    private static void Docx(string database, int runs, Figures figures)
    {
        var seconds = Timing.Medians(runs, () =>
        {
            try
            {
                Customers.Export(database, "docx", Stream.Null);
            }
            catch (Infrastructure.Files.TooManyRowsException)
            {
                // The most that it holds has been written by then.
            }
        })[0];
        Figures.Line("Mail Merge document, its 32,766 customers at most", $"{seconds:0.00} s");
        figures.Add("docx_seconds", seconds);
    }

    private static void Memory(string database, string scratch, int rows, Figures figures)
    {
        var csv = MemoryProbe.Measure(database, "csv", rows, scratch);
        var xlsx = MemoryProbe.Measure(database, "xlsx", rows, scratch);
        Figures.Line("Memory above idle, delivery of CSV, of Excel", $"{csv:0} MB", $"{xlsx:0} MB");
        figures.Add("peak_mb_above_idle", Math.Max(csv, xlsx));
    }

    private static async Task GrowthAsync(BenchmarkServer server, int runs, Figures figures)
    {
        var perRow = new Dictionary<int, double>();
        foreach (var size in Sizes)
        {
            var database = await Customers.DatabaseAsync(server, size);
            await using var node = await Node.StartAsync(database, server.Scratch);
            var schedule = await node.AddScheduleAsync("csv");
            DeliverySeconds(node, schedule, size);
            var times = Enumerable.Range(0, runs).Select(_ => DeliverySeconds(node, schedule, size)).ToList();
            perRow[size] = Timing.Median(times) / size * 1e6;
            Figures.Line($"Delivery of {size:N0}", $"{perRow[size]:0.000} µs a row");
            figures.Add($"delivery_us_per_row_{size}", perRow[size]);
        }

        var largest = await Customers.DatabaseAsync(server, Sizes[^1]);
        var csv = MemoryProbe.Measure(largest, "csv", Sizes[^1], server.Scratch);
        var xlsx = MemoryProbe.Measure(largest, "xlsx", Sizes[^1], server.Scratch);
        Figures.Line($"Memory above idle at {Sizes[^1]:N0}, delivery of CSV, of Excel", $"{csv:0} MB", $"{xlsx:0} MB");
        figures.Add("peak_mb_above_idle_at_3000000", Math.Max(csv, xlsx));
        figures.Add("cost_growth", perRow[3_000_000] / perRow[100_000]);
        Figures.Line("Cost a row at 3 million, against 100 thousand", $"{perRow[3_000_000] / perRow[100_000]:0.00}");
    }

    private static double DeliverySeconds(Node node, long schedule, int rows)
    {
        node.Ask(schedule);
        var seconds = Timing.Seconds(() => node.Deliver(rows));
        node.CleanUp();
        return seconds;
    }

    private static void WriteFile(string database, string format, string path)
    {
        using var file = File.Create(path, 1 << 16);
        Customers.Export(database, format, file);
    }
}
