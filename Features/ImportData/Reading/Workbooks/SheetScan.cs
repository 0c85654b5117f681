using System.IO.Compression;
using System.Xml;

namespace CustomerListSchedules.Features.ImportData.Reading.Workbooks;

/// <summary>
/// Looks at the XML of a sheet for what the reader of its cells would take for empty or put elsewhere: cells that do not say where they
/// stand, which ECMA-376 allows, in a sheet that says how large it is; and formulas whose result was never worked out.
/// </summary>
internal sealed class SheetScan(ZipArchiveEntry part)
{
    private readonly byte[] end = new byte[2];
    private bool hasFormulas;
    private bool? placed;
    private bool saysItsSize;

    /// <summary>The next piece of it.</summary>
    public void See(ReadOnlySpan<byte> piece)
    {
        if (!hasFormulas)
        {
            // A tag that the end of the last piece cut in two is looked for as well.
            Span<byte> seam = [.. end, .. piece[..Math.Min(2, piece.Length)]];
            hasFormulas = piece.IndexOf("<f>"u8) >= 0 || piece.IndexOf("<f "u8) >= 0 || seam.IndexOf("<f"u8) >= 0;
            if (piece.Length >= 2)
            {
                piece[^2..].CopyTo(end);
            }
        }

        if (placed is null)
        {
            saysItsSize |= piece.IndexOf("<dimension"u8) >= 0;
            var cell = piece.IndexOf("<c "u8) is var spaced and >= 0 ? spaced : piece.IndexOf("<c>"u8);
            if (cell >= 0 && piece[cell..].IndexOf((byte)'>') is var close and > 0)
            {
                placed = piece.Slice(cell, close).IndexOf(" r="u8) >= 0;
            }
        }
    }

    /// <exception cref="ImportException">It cannot be read for sure; says what to do.</exception>
    public void Judge()
    {
        if (placed == false && saysItsSize)
        {
            throw new ImportException(
                "The cells of this workbook do not say where they stand. Open it in Excel or LibreOffice, save it there, and import that.");
        }

        if (hasFormulas && FormulaWithoutResult() is { } cell)
        {
            throw new ImportException(
                $"The formula in {cell} has no result: the program that wrote this workbook did not work it out. Open it in Excel or "
                + "LibreOffice, save it there, and import that.");
        }
    }

    /// <summary>A formula that gives no text says that its result is one; one without a result says nothing.</summary>
    private string? FormulaWithoutResult()
    {
        using var content = part.Open();
        using var xml = XmlReader.Create(content, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        var (cell, isText, formula, value) = ("", false, false, false);
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "c" })
            {
                (cell, isText) = (xml.GetAttribute("r") ?? "one of its cells", xml.GetAttribute("t") is "str" or "inlineStr");
                (formula, value) = (false, false);
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "f" })
            {
                formula = true;
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "v", IsEmptyElement: false } && xml.Read())
            {
                value = xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace;
            }
            else if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "c" } && formula && !value && !isText)
            {
                return cell;
            }
        }

        return null;
    }
}
