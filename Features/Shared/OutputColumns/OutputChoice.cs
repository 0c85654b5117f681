using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CustomerListSchedules.Features.Shared.OutputColumns;

/// <summary>A column of the output catalogue, as the editor offers it.</summary>
public sealed record OutputChoice(string Key, string Label, string Group, bool CommonlyUsed);
