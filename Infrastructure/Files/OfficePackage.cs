using System.IO.Packaging;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>Parts of an Office Open XML file (ECMA-376 part 2), written one after the other to a stream that cannot seek.</summary>
internal sealed class OfficePackage(Stream output) : IDisposable
{
    public const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly Package package = Package.Open(output, FileMode.Create, FileAccess.Write);

    /// <summary>Writes a part; each must be whole before the next begins.</summary>
    public PackagePart Write(string uri, string contentType, Action<XmlOutput> write)
    {
        var part = package.CreatePart(new Uri(uri, UriKind.Relative), contentType, CompressionOption.SuperFast);
        using var stream = part.GetStream(FileMode.Create, FileAccess.Write);
        var xml = new XmlOutput(stream);
        xml.Markup("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"u8);
        write(xml);
        xml.Flush();
        return part;
    }

    /// <summary>Names the part that the file is about.</summary>
    public void Main(PackagePart part) => package.CreateRelationship(part.Uri, TargetMode.Internal, Relationships + "/officeDocument", "rId1");

    public void Dispose() => package.Close();
}
