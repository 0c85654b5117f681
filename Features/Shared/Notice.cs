using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace CustomerListSchedules.Features.Shared;

/// <param name="Tone">"good", "warn", "bad" or "" (plain).</param>
/// <param name="Text">Words for a person.</param>
public sealed record Notice(string Tone, string Text);
