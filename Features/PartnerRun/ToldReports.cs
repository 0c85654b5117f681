using System.Collections.Concurrent;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using NodaTime;

namespace CustomerListSchedules.Features.PartnerRun;

/// <summary>
/// What reports mean in plain words, as it was last told: working it out of each definition anew took more than all the rest of the page.
/// Another definition, day or catalogue is told anew.
/// </summary>
internal sealed class ToldReports
{
    private const int Most = 5_000;

    private readonly ConcurrentDictionary<Of, PartnerReport> told = [];

    public PartnerReport Tell(ReportRow row, OutputCatalogue catalogue, DateMetricClock dates)
    {
        // Date metrics are whole days: all instants of a day mean the same.
        var day = dates with { AsOf = dates.Zone.AtStartOfDay(dates.Today).ToInstant() };
        var of = new Of(row.Snapshot!, catalogue, day);
        if (!told.TryGetValue(of, out var report))
        {
            if (told.Count >= Most)
            {
                told.Clear();
            }

            told[of] = report = Work(row, catalogue, dates);
        }

        return report with { Row = row };
    }

    private static PartnerReport Work(ReportRow row, OutputCatalogue catalogue, DateMetricClock dates)
    {
        try
        {
            var list = ListCompiler.Tell(ListSnapshot.Parse(row.Snapshot!), catalogue, dates);
            return new PartnerReport(row, list.ForPartners, list.DateMetrics, list.Columns);
        }
        catch (DefinitionException)
        {
            return new PartnerReport(row, "This list cannot be run at the moment. Please ask the venue.", [], []);
        }
    }

    private sealed record Of(string Snapshot, OutputCatalogue Catalogue, DateMetricClock Dates);
}
