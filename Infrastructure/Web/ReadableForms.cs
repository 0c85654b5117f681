using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// A form that cannot be read is the sender's mistake, not an error of the application: cut off, of an unknown charset, or with a NUL,
/// which no text in PostgreSQL can hold and no person types.
/// </summary>
public static class ReadableForms
{
    /// <summary>
    /// Answers 400 to such forms and queries, and what the server says (413) to those that are too large. Pages that take files read
    /// their form themselves, and throw <see cref="BadHttpRequestException"/>.
    /// </summary>
    public static IApplicationBuilder UseReadableForms(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (await RefusalAsync(context) is { } status)
        {
            context.Request.Form = FormCollection.Empty; // The page that says so does not try to read it again.
            if (context.Features.Get<IStatusCodeReExecuteFeature>() is null)
            {
                context.Response.StatusCode = status;
                return;
            }
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = e.StatusCode;
        }
    });

    /// <summary>The form, or the status that refuses it.</summary>
    public static async Task<(IFormCollection Form, int? Refusal)> TryReadFormAsync(this HttpRequest request)
    {
        try
        {
            if (NamesNoCharset(request))
            {
                return (FormCollection.Empty, StatusCodes.Status400BadRequest);
            }

            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return HasNul(form) || form.Files.Any(file => file.FileName.Contains('\0'))
                ? (FormCollection.Empty, StatusCodes.Status400BadRequest)
                : (form, null);
        }
        catch (BadHttpRequestException e)
        {
            return (FormCollection.Empty, e.StatusCode);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            return (FormCollection.Empty, StatusCodes.Status400BadRequest);
        }
    }

    // The framework would read what names a charset that there is not as UTF-8.
    private static bool NamesNoCharset(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type is { Charset.Length: > 0, Encoding: null };

    private static async Task<int?> RefusalAsync(HttpContext context)
    {
        if (HasNul(context.Request.Query))
        {
            return StatusCodes.Status400BadRequest;
        }

        var readsItself = context.GetEndpoint()?.Metadata.GetMetadata<StreamedUploadAttribute>() is not null;
        return context.Request.HasFormContentType && !readsItself ? (await context.Request.TryReadFormAsync()).Refusal : null;
    }

    private static bool HasNul(IEnumerable<KeyValuePair<string, StringValues>> fields) =>
        fields.Any(field => field.Key.Contains('\0') || field.Value.Any(value => value?.Contains('\0') is true));
}
