using System.Buffers;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Tells the addresses that nearly all are, without making a text of each.</summary>
public static class EmailCells
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-@"u8);

    /// <summary>Whether it is an address for sure; what is not plain may be one as well.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> cell)
    {
        var at = cell.IndexOf((byte)'@');
        if (at is < 1 or > 64 || cell.Length > 254 || cell.IndexOfAnyExcept(Plain) >= 0 || cell.IndexOf(".."u8) >= 0
            || cell[0] == '.' || cell[at - 1] == '.')
        {
            return false;
        }

        var domain = cell[(at + 1)..];
        var last = domain.LastIndexOf((byte)'.');
        return last > 0 && last < domain.Length - 2 && domain.IndexOfAny("@_+"u8) < 0 && domain.IndexOf(".-"u8) < 0
            && domain.IndexOf("-."u8) < 0
            && domain[0] is not ((byte)'-' or (byte)'.') && domain[^1] != '-' && domain.Length <= 63
            && char.IsAsciiLetter((char)domain[last + 1]);
    }
}
