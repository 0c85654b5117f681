using System.Globalization;
using System.Xml.Linq;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

/// <summary>The cells of the only table of a flat OpenDocument text.</summary>
internal static class OpenDocumentTable
{
    private static readonly XNamespace Tables = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
    private static readonly XNamespace Texts = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";

    public static string[][] Read(XDocument document) =>
        [.. document.Descendants(Tables + "table").Single().Descendants(Tables + "table-row")
            .Select(row => row.Elements(Tables
            + "table-cell").Select(cell => string.Join('\n', cell.Elements(Texts + "p").Select(Text))).ToArray())];

    private static string Text(XElement paragraph) => string.Concat(paragraph.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement line when line.Name == Texts + "line-break" => "\n",
        XElement tab when tab.Name == Texts + "tab" => "\t",
        XElement spaces when spaces.Name == Texts + "s" =>
            new string(' ', int.Parse(spaces.Attribute(Texts + "c")?.Value ?? "1", CultureInfo.InvariantCulture)),
        XElement span => Text(span),
        _ => "",
    }));
}
