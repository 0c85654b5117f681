using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.BuildCustomerList.Templates;

/// <summary>What a new list can start from: a list that works at any venue, which the person completes.</summary>
/// <param name="Key">As the form posts it.</param>
/// <param name="Name">As it is offered.</param>
/// <param name="Description">Whom it finds.</param>
/// <param name="Columns">Empty for those of the Output Template, with its sort.</param>
/// <param name="Completed">The criterion whose form opens first; null for none.</param>
/// <param name="Words">What is left to do, for when the list has been made.</param>
public sealed record ListTemplate(
    string Key,
    string Name,
    string Description,
    ListDefinition Definition,
    IReadOnlyList<string> Columns,
    IReadOnlyList<SortBy> Sort,
    bool RowPerBooking,
    Place? Completed,
    string Words);
