using System.Text;
using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <param name="Name">Its name in Dotdigital.</param>
/// <param name="Label">The output column's.</param>
/// <param name="Key">The output column.</param>
/// <param name="Kind">What it holds.</param>
public sealed record DataField(string Name, string Label, string Key, FileColumnKind Kind);
