using System.Globalization;
using System.Text;
using QRCoder;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>A text as a QR code (ISO/IEC 18004), to be drawn as one path of an SVG.</summary>
/// <param name="Size">Squares on each side, the quiet zone included.</param>
/// <param name="Path">The dark squares, as an SVG path's data.</param>
public sealed record QrCode(int Size, string Path)
{
    public static QrCode Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return new QrCode(rows.Count, path.ToString());
    }
}
