namespace CustomerListSchedules.Benchmarks;

/// <summary>Something to measure, named by a verb on the command line.</summary>
internal interface IBenchmark
{
    string Verb { get; }

    /// <summary>Started by other benchmarks, not by people.</summary>
    bool Hidden => false;

    Task RunAsync(Arguments arguments, Figures figures);
}
