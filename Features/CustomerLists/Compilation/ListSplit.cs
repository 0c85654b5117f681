namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>How a list is split into parts.</summary>
/// <param name="By">One of <see cref="Definition.SplitBy.All"/>.</param>
/// <param name="PartKeys">Of the parts that are wanted, as the database's <c>part_key</c> gives them; the first is part 1.</param>
public sealed record ListSplit(string By, IReadOnlyList<string> PartKeys);
