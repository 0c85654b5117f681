using System.Globalization;

namespace CustomerListSchedules.Features.Shared;

/// <summary>A file's size for a person.</summary>
public static class FileSize
{
    /// <param name="bytes">From 0; 1 KB is 1,000 bytes, as browsers and systems show it.</param>
    public static string Words(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0.#} KB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000_000.0:0.##} GB"),
    };
}
