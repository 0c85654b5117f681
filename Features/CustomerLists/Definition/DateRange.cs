using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Local dates from <see cref="From"/>, included, to <see cref="Until"/>, excluded; null is open.</summary>
public sealed record DateRange(LocalDate? From, LocalDate? Until);
