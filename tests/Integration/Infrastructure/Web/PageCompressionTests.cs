using System.Net.Http.Headers;

namespace CustomerListSchedules.Integration.Infrastructure.Web;

public sealed class PageCompressionTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Theory]
    [InlineData("/sign-in", "same-origin", "br")]
    [InlineData("/sign-in", "none", "br")]
    [InlineData("/sign-in", "cross-site", null)]
    [InlineData("/sign-in", "same-site", null)]
    [InlineData("/sign-in", null, null)]
    [InlineData("/health/live", "same-origin", null)]
    public async Task A_page_is_compressed_where_this_site_or_the_person_asked_for_it_and_never_for_another_site(
        string path, string? site, string? expected)
    {
        using var visitor = application.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using var answer = await visitor.SendAsync(request, TestContext.Current.CancellationToken);

        answer.EnsureSuccessStatusCode();
        Assert.Equal(expected is null ? [] : [expected], answer.Content.Headers.ContentEncoding);
        Assert.NotEmpty(answer.Headers.GetValues("Content-Security-Policy"));
    }
}
