using CustomerListSchedules.Infrastructure.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.Shared.Status;

/// <summary>A form that could not be accepted, held in a page with all that was typed, to be sent again.</summary>
/// <param name="Url">Where it was sent.</param>
/// <param name="Fields">What was typed.</param>
/// <param name="NewToken">Whether it needs a new antiforgery token.</param>
public sealed record FormAgain(string Url, IReadOnlyList<KeyValuePair<string, string>> Fields, bool NewToken)
{
    private const string Token = "__RequestVerificationToken";

    /// <summary>
    /// The form of a refused POST to a page of <see cref="SaveAgainAttribute"/>, without what is <see cref="SecretAttribute"/>. None for
    /// other passwords and for files, which are never written into a page, nor for a form that another site sent: its fields are not the
    /// person's own, and "Save again" must not lend them a token.
    /// </summary>
    public static async Task<FormAgain?> OfAsync(HttpContext context, bool newToken)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType || !request.IsSameOrigin()
            || context.Features.Get<IStatusCodeReExecuteFeature>() is not { } original
            || original.Endpoint?.Metadata.GetMetadata<SaveAgainAttribute>() is null)
        {
            return null;
        }

        var (form, refusal) = await request.TryReadFormAsync();
        if (refusal is not null || form.Files.Count > 0
            || form.Keys.Any(name => name.Contains("password", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var secrets = original.Endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>()?.ModelTypeInfo?.GetProperties()
            .Where(property => property.IsDefined(typeof(SecretAttribute), inherit: true)).Select(property => property.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        var fields = form.Where(field => !(newToken && field.Key == Token) && !secrets.Contains(field.Key))
            .SelectMany(field => field.Value, (field, value) => KeyValuePair.Create(field.Key, value ?? ""));
        return new FormAgain(original.OriginalPathBase + original.OriginalPath + original.OriginalQueryString, [.. fields], newToken);
    }
}
