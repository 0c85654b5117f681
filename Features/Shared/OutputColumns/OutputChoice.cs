using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CustomerListSchedules.Features.Shared.OutputColumns;

/// <summary>A column of the output catalogue, as the editor offers it.</summary>
/// <param name="Matched">Of the booking that matched: always offered where each booking has a row.</param>
public sealed record OutputChoice(string Key, string Label, string Group, bool CommonlyUsed, bool Matched = false);
