using CustomerListSchedules.Benchmarks;
using CustomerListSchedules.Benchmarks.Counts;
using CustomerListSchedules.Benchmarks.Drills;
using CustomerListSchedules.Benchmarks.Exports;
using CustomerListSchedules.Benchmarks.Fuzz;
using CustomerListSchedules.Benchmarks.Imports;
using CustomerListSchedules.Benchmarks.Look;
using CustomerListSchedules.Benchmarks.Mail;
using CustomerListSchedules.Benchmarks.Mailings;
using CustomerListSchedules.Benchmarks.Pages;
using CustomerListSchedules.Benchmarks.Partners;

// One class a verb.
IBenchmark[] benchmarks =
[
    new ExportsBenchmark(), new MemoryProbe(), new CountsBenchmark(), new ImportBenchmark(), new ImportMemoryProbe(),
    new MailingBenchmark(), new MailingMemoryProbe(), new StubServer(), new DrillsBenchmark(), new PartnersBenchmark(),
    new MailBenchmark(), new SlowMailBenchmark(), new FuzzBenchmark(), new LighthouseBenchmark(),
    new SplitBenchmark(), new SplitMemoryProbe(), new PagesBenchmark(), new PagesHost(), new WidthsBenchmark(), new AxeBenchmark(),
];

var arguments = Arguments.Parse(args);
if (Array.Find(benchmarks, benchmark => benchmark.Verb == arguments.Verb) is not { } chosen)
{
    Console.Error.WriteLine(
        $"usage: dotnet run -c Release --project tests/Benchmarks -- "
        + $"<{string.Join('|', benchmarks.Where(each => !each.Hidden).Select(each => each.Verb))}> [--rows N] [--people N] [--runs N] "
        + $"[--json FILE] [--data DIRECTORY]");
    return 2;
}

var figures = new Figures();
try
{
    await chosen.RunAsync(arguments, figures);
}
finally
{
    // Figures that miss a bar are figures.
    if (arguments["json"] is { } file)
    {
        figures.Save(file);
    }
}

return 0;
