using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Integration.GatherEvidence;

/// <summary>A pack as somebody who is handed it reads it: the document with the Open XML SDK, and the JSON.</summary>
internal sealed record EvidenceRead(string Document, JsonElement Json)
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/London"];

    /// <summary>Presses both buttons of an evidence pack's page.</summary>
    public static async Task<EvidenceRead> MakeAsync(HttpClient client, string url)
    {
        var page = await client.PageAsync(url);
        // That it was made is an entry of the audit that a later one tells.
        using var json = await PressAsync(client, page, url, "Json");
        using var document = await PressAsync(client, page, url, "Document");
        Assert.Equal("application/json", json.Content.Headers.ContentType!.MediaType);
        return new EvidenceRead(
            Read(await document.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)),
            JsonDocument.Parse(await json.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }

    /// <summary>As the document writes an instant.</summary>
    public static string Words(Instant at) =>
        at.InZone(Zone).ToString("d MMM uuuu, HH:mm:ss o<m>", CultureInfo.GetCultureInfo("en-GB"));

    /// <summary>Every value of the JSON, as the document says it; what is no text, number or time is left out.</summary>
    public IEnumerable<string> Values() => Values(Json);

    public void Holds(params IEnumerable<string> facts)
    {
        var json = string.Join('\n', Values());
        Assert.All(facts, fact =>
        {
            Assert.Contains(fact, Document, StringComparison.Ordinal);
            Assert.Contains(fact, json, StringComparison.Ordinal);
        });
    }

    public void HoldsNothingOf(params IEnumerable<string> others) => Assert.All(others, other =>
    {
        Assert.DoesNotContain(other, Document, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(other, Json.GetRawText(), StringComparison.OrdinalIgnoreCase);
    });

    private static async Task<HttpResponseMessage> PressAsync(HttpClient client, IHtmlDocument page, string url, string handler)
    {
        var button = page.QuerySelector($"main button[formaction='?handler={handler}']")!;
        button.Closest("form")!.SetAttribute("action", $"{url.Split('?')[0]}?handler={handler}");
        var answer = await client.SubmitAsync(page, url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.StartsWith("evidence-pack-", answer.Content.Headers.ContentDisposition!.FileName, StringComparison.Ordinal);
        return answer;
    }

    private static string Read(byte[] file)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(file), isEditable: false);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(document)
            .Select(error => $"{error.Path?.XPath} {error.Description}"));
        return string.Join('\n', document.MainDocumentPart!.Document!.Body!.Descendants<Paragraph>().Select(paragraph =>
            string.Concat(paragraph.Descendants<Run>().SelectMany(run => run.ChildElements).Select(each => each switch
            {
                Text text => text.Text,
                Break => "\n",
                TabChar => "\t",
                _ => "",
            }))));
    }

    private static IEnumerable<string> Values(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Values(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Values),
        JsonValueKind.Number => [element.GetInt64().ToString("N0", CultureInfo.InvariantCulture)],
        JsonValueKind.String => [InstantPattern.ExtendedIso.Parse(element.GetString()!) is { Success: true, Value: var at }
            ? Words(at)
            : element.GetString()!],
        _ => [],
    };
}
