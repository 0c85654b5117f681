namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>The first rows of a list, as words.</summary>
public sealed record ListPreview(IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<string>> Rows);
