using System.Text.Json;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <param name="Many">"bookings".</param>
/// <param name="Count">How many; more than none.</param>
public sealed record GoesWith(string Many, long Count);
