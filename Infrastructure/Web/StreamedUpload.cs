using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>A form with one file, which stands last and is read as it comes.</summary>
/// <param name="Fields">The fields before the file.</param>
/// <param name="FileName">As the browser gave it; null when no file was chosen.</param>
/// <param name="Content">The file; to be read before the request ends.</param>
public sealed record StreamedUpload(IReadOnlyDictionary<string, string> Fields, string? FileName, Stream Content)
{
    private const int MostFields = 20;
    private const int MostOfAField = 10_000;

    /// <returns>Null when this is no form of ours: not multipart, too large a field, or without its antiforgery token.</returns>
    /// <exception cref="BadHttpRequestException">It is cut off or cannot be read; reading the content may say so, too.</exception>
    public static async Task<StreamedUpload?> ReadAsync(HttpContext http, IAntiforgery antiforgery, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        try
        {
            return await ReadAsync(http, antiforgery, new MultipartReader(boundary, http.Request.Body), cancellationToken);
        }
        catch (Exception e) when (UploadedContent.IsSenders(e))
        {
            throw UploadedContent.Refused(e);
        }
    }

    private static async Task<StreamedUpload?> ReadAsync(
        HttpContext http, IAntiforgery antiforgery, MultipartReader reader, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>();
        for (var i = 0; i < MostFields; i++)
        {
            if (await reader.ReadNextSectionAsync(cancellationToken) is not { } section)
            {
                // A browser sends a file that was not chosen as an empty field.
                return await IsOursAsync(http, antiforgery, fields) ? new StreamedUpload(fields, null, Stream.Null) : null;
            }

            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                return null;
            }

            if (disposition.IsFileDisposition())
            {
                var name =
                    HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
                return name?.Contains('\0') is not true && await IsOursAsync(http, antiforgery, fields)
                    ? new StreamedUpload(fields, string.IsNullOrEmpty(name) ? null : name, new UploadedContent(section.Body))
                    : null;
            }

            var value = new char[MostOfAField + 1];
            using var text = new StreamReader(section.Body);
            var length = await text.ReadBlockAsync(value, cancellationToken);
            if (length > MostOfAField || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { } field)
            {
                return null;
            }

            fields[field] = new string(value, 0, length);
            if (fields[field].Contains('\0'))
            {
                return null;
            }
        }

        return null;
    }

    // The token goes to where antiforgery looks for it without reading the form.
    private static async Task<bool> IsOursAsync(HttpContext http, IAntiforgery antiforgery, Dictionary<string, string> fields)
    {
        if (!fields.TryGetValue("__RequestVerificationToken", out var token))
        {
            return false;
        }

        http.Request.Headers["RequestVerificationToken"] = token;
        return await antiforgery.IsRequestValidAsync(http);
    }
}
