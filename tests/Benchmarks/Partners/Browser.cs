using System.Net;
using System.Text.RegularExpressions;

namespace CustomerListSchedules.Benchmarks.Partners;

/// <summary>Somebody signed in, as a browser without scripts: cookies, antiforgery tokens, forms.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient client;

    public Browser(Uri address) =>
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = true,
            CookieContainer = new CookieContainer(),
        })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(5),
        };

    public async Task SignInAsync(string email, string password)
    {
        using var answer = await PostAsync("/sign-in", Token(await PageAsync("/sign-in")), ("Email", email), ("Password", password));
        Expect(answer, HttpStatusCode.SeeOther);
    }

    public async Task<string> PageAsync(string path)
    {
        using var answer = await client.GetAsync(path);
        Expect(answer, HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Whatever is answered.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, string? header = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
        {
            request.Headers.Add(header, "yes");
        }

        return client.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string token, params (string Name, string Value)[] fields) =>
        client.PostAsync(path, new FormUrlEncodedContent(
            [
                new("__RequestVerificationToken", token),
                .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))
            ]));

    /// <summary>Presses Run as htmx does: what comes back is what has changed in the page.</summary>
    public async Task<string> RunAsync(string list, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/partner-companies?handler=Run")
        {
            Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("list", list)]),
        };
        request.Headers.Add("HX-Request", "true");
        using var answer = await client.SendAsync(request);
        Expect(answer, HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Reads a file to its end; throws unless it is whole.</summary>
    public async Task<long> DownloadAsync(string path, byte[] buffer)
    {
        using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Expect(answer, HttpStatusCode.OK);
        await using var content = await answer.Content.ReadAsStreamAsync();
        long size = 0;
        int read;
        while ((read = await content.ReadAsync(buffer)) > 0)
        {
            size += read;
        }

        return size == answer.Content.Headers.ContentLength ? size : throw new InvalidOperationException($"{path} ended early.");
    }

    public static string Token(string page) => TokenField().Match(page).Groups[1].Value;

    public void Dispose() => client.Dispose();

    private static void Expect(HttpResponseMessage answer, HttpStatusCode status)
    {
        if (answer.StatusCode != status)
        {
            throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri} answered {answer.StatusCode}.");
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
