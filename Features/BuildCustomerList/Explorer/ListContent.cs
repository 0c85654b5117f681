using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>Who is on a list and what it shows, as somebody has it before them.</summary>
public sealed record ListContent(
    ListDefinition Definition, IReadOnlyList<string> OutputColumns, IReadOnlyList<SortBy> SortBy, bool RowPerBooking);
