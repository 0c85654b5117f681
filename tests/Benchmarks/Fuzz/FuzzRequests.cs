using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CustomerListSchedules.Benchmarks.Fuzz;

/// <summary>Makes up requests, the same ones for the same seed and the same pages.</summary>
/// <param name="random">Seeded.</param>
internal sealed partial class FuzzRequests(Random random)
{
    /// <summary>In every text that is sent: what the log must not hold.</summary>
    public const string Mark = "Zq7Typed";

    private const string Name = "name";

    private static readonly string[] Numbers =
        [
            "0", "1", "2", "3", "7", "-1", "999999999", "2147483648", "9223372036854775807", "9223372036854775808", "1e400", "NaN", "0x1",
            "١",
        ];

    private static readonly string[] Texts =
        [
            "", " ", Mark, $"{Mark}@example.org", $"' or '{Mark}'='{Mark}", $"%{Mark}_", $"<b>{Mark}</b>", $"{Mark}\0", $"\u202e{Mark}",
            $"😀{Mark}\ud83d", $"{Mark}\r\nX-Header: 1", $"\"{Mark}", $"{{\"{Mark}\":[null]}}", $"=cmd|'{Mark}'", $"../../{Mark}",
            $"//{Mark}.example", "0001-01-01", "9999-12-31", "2028-02-30", "24:00", "true", "false", "maybe", "main.0.0", "pre.0",
            "main.99.99.99", "keep", "count", "save", "add:main.0", "edit:main.0.0.0", "remove:main.0", "move:main.0.0>pre.3",
            "kind:booking", "global:1", "booking", "Between", "up:name", "asc", "csv", "xlsx", "weekly", "customers", "Europe/Dublin",
            """{"preFilter":{"areas":[]},"mainFilter":{"areas":[]}}""",
        ];

    private static readonly string[] Types =
        [
            "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7",
            "application/x-www-form-urlencoded; charset=none", "application/x-www-form-urlencoded; charset=utf-16",
            "multipart/form-data; boundary=b", "multipart/form-data", "application/json", "text/plain; charset=\"", "x",
        ];

    /// <summary>A request to a route.</summary>
    /// <param name="route">Where.</param>
    /// <param name="form">What the page's own form holds; empty where it is not known.</param>
    /// <param name="token">The antiforgery token of whoever sends it; null for none.</param>
    /// <param name="said">What is sent, to be read by people.</param>
    public HttpRequestMessage Make(
        FuzzRoute route, IReadOnlyList<KeyValuePair<string, string>> form, string? token, string path, out string said)
    {
        var posts = route.Method == "POST";
        var fields = form.ToList();
        for (var i = random.Next(4); i > 0 && route.Fields.Count > 0; i--)
        {
            var field = route.Fields[random.Next(route.Fields.Count)];
            fields.RemoveAll(each => each.Key == field && random.Next(3) > 0);
            fields.Add(new(field, Value()));
        }

        if (random.Next(12) == 0)
        {
            fields.Add(new(random.Next(2) == 0 ? $"a[{Mark}" : Value(), Value()));
        }

        var query = new StringBuilder(route.Handler is null ? "" : $"?handler={route.Handler}");
        foreach (var (key, value) in posts ? fields.Where(_ => random.Next(10) == 0) : fields)
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(Encoded(key)).Append('=').Append(Encoded(value));
        }

        var method = random.Next(40) == 0 ? new[] { "HEAD", "PUT", "OPTIONS", "DELETE" }[random.Next(4)] : route.Method;
        var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri("http://localhost" + path + query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        said = $"{method} {path}{query}";
        if (posts)
        {
            request.Content = Body(fields, token, ref said);
        }

        if (random.Next(3) == 0)
        {
            request.Headers.Add("HX-Request", "true");
        }

        if (random.Next(2) == 0)
        {
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        }

        return request;
    }

    /// <summary>A route's path with its parameters filled in.</summary>
    public string Path(FuzzRoute route) => Parameter().Replace(route.Path, match =>
        match.Value.EndsWith(":guid}", StringComparison.Ordinal) ? "0199d5a0-ffff-7000-8000-00000000000" + random.Next(10)
        : random.Next(4) > 0 ? random.Next(1, 6).ToString(CultureInfo.InvariantCulture)
        : Encoded(Value().Replace("\0", "", StringComparison.Ordinal).Replace('/', '-')));

    /// <summary>The fields of a page's first form that posts, as a browser would send them.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Fields(string page) =>
        [
            .. Input().Matches(page).Select(match => match.Value).Where(input => Attribute(input, Name) is { Length: > 0 })
                .Where(input => Attribute(input, "type") is not ("checkbox" or "radio" or "file") || input.Contains(" checked"))
                .Select(input => new KeyValuePair<string, string>(Attribute(input, Name)!, Attribute(input, "value") ?? "")),
        ];

    public static string? Token(string page) =>
        Fields(page).Where(field => field.Key == "__RequestVerificationToken").Select(field => field.Value).FirstOrDefault();

    private StringContent? Body(List<KeyValuePair<string, string>> fields, string? token, ref string said)
    {
        if (random.Next(50) == 0)
        {
            return null;
        }

        fields.RemoveAll(field => field.Key == "__RequestVerificationToken");
        if (token is not null && random.Next(20) > 0)
        {
            fields.Insert(0, new("__RequestVerificationToken", token));
        }

        var type = random.Next(8) > 0 ? Types[0] : Types[random.Next(Types.Length)];
        var body = type.StartsWith("multipart", StringComparison.Ordinal)
            ? string.Concat(fields.Select(field => "--b\r\nContent-Disposition: form-data; name="
                + $"\"{field.Key.Replace("\"", "", StringComparison.Ordinal)}\"\r\n\r\n{field.Value}\r\n"))
                + "--b\r\nContent-Disposition: form-data; name=\"Upload\"; filename=\"f.csv\"\r\n\r\nCustomer ID\r\n1\r\n--b--\r\n"
            : string.Join('&', fields.Select(field => $"{Encoded(field.Key)}={Encoded(field.Value)}"));
        if (random.Next(20) == 0)
        {
            body = body[..random.Next(body.Length + 1)];
        }

        said += $" {type}: {string.Join('&', fields.Where(field => field.Key[..Math.Min(2, field.Key.Length)] != "__").Select(
            field => $"{field.Key}={(field.Value.Length > 80 ? field.Value[..80] + "…" : field.Value)}"))}";
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private string Value() => random.Next(5) switch
    {
        0 => Numbers[random.Next(Numbers.Length)],
        1 when random.Next(6) == 0 => string.Concat(Enumerable.Repeat(Mark, 150)),
        _ => Texts[random.Next(Texts.Length)],
    };

    // A lone half of a pair goes as the three bytes that no UTF-8 has.
    private static string Encoded(string text) => WebUtility.UrlEncode(text).Replace("%EF%BF%BD", "%ED%A0%BD", StringComparison.Ordinal);

    private static string? Attribute(string element, string name) =>
        Regex.Match(element, $" {name}=\"([^\"]*)\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("<(?:input|option[^>]* selected)[^>]*>")]
    private static partial Regex Input();
}
