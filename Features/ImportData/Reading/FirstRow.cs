using System.Text;
using NodaTime;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <param name="Line">Where it starts.</param>
/// <param name="Cells">Its cells, as many as the header has.</param>
/// <param name="Problem">What is wrong with it as CSV.</param>
public sealed record FirstRow(long Line, IReadOnlyList<string> Cells, string? Problem);
