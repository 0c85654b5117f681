using System.Text;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>Parts of an Office Open XML file (ECMA-376 part 2), written one after the other to a stream that cannot seek.</summary>
internal sealed class OfficePackage(Stream output)
{
    public const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly ZipOutput zip = new(output);
    private readonly List<(string Name, string ContentType)> parts = [];

    /// <summary>Writes a part, such as <c>xl/workbook.xml</c>.</summary>
    public void Write(string name, string contentType, Action<XmlOutput> write)
    {
        WriteXml(name, write);
        parts.Add((name, contentType));
    }

    /// <summary>Writes the relationships of a part as rId1, rId2, …; targets are relative to it.</summary>
    public void Relate(string part, IEnumerable<(string Type, string Target)> relationships) =>
        WriteRelationships($"{Path.GetDirectoryName(part)}/_rels/{Path.GetFileName(part)}.rels", relationships);

    /// <summary>Ends the file, naming the part that it is about.</summary>
    public void End(string main)
    {
        WriteRelationships("_rels/.rels", [("officeDocument", main)]);
        WriteXml("[Content_Types].xml", xml =>
        {
            xml.Markup("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"u8);
            foreach (var (name, contentType) in parts)
            {
                xml.Markup(Encoding.ASCII.GetBytes($"<Override PartName=\"/{name}\" ContentType=\"{contentType}\"/>"));
            }

            xml.Markup("</Types>"u8);
        });
        zip.End();
    }

    private void WriteRelationships(string name, IEnumerable<(string Type, string Target)> relationships) => WriteXml(name, xml =>
    {
        xml.Markup("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"u8);
        foreach (var (index, (type, target)) in relationships.Index())
        {
            xml.Markup(Encoding.ASCII.GetBytes($"<Relationship Id=\"rId{index + 1}\" Type=\"{Relationships}/{type}\" Target=\"{target}\"/>"));
        }

        xml.Markup("</Relationships>"u8);
    });

    private void WriteXml(string name, Action<XmlOutput> write) => zip.Write(name, stream =>
    {
        var xml = new XmlOutput(stream);
        xml.Markup("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"u8);
        write(xml);
        xml.Flush();
    });
}
