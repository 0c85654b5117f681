using System.Net;
using AngleSharp.Dom;

namespace CustomerListSchedules.Integration.SetUp;

public sealed class SetUpTests(TestApplication application) : IClassFixture<TestApplication>
{
    private static readonly Dictionary<string, string?> Filled = new()
    {
        ["Name"] = "First Administrator", ["Email"] = "first@example.org", ["Password"] = "three blue kettles",
    };

    [Fact]
    public async Task The_first_administrator_is_made_once_with_the_token_in_the_file()
    {
        var visitor = application.Visitor();
        await visitor.PageAsync("/set-up");
        var file = Path.Combine(application.DataDirectory, "setup-token");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var token = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
        Assert.Equal(64, token.Length);

        var wrong = await visitor.SubmitAsync("/set-up", new(Filled) { ["Token"] = new string('0', 64) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.NotEmpty((await wrong.DocumentAsync()).QuerySelector("#Token-error")!.TextContent);
        var weak = await visitor.SubmitAsync("/set-up", new(Filled) { ["Token"] = token, ["Password"] = "Password2026!" });
        Assert.NotEmpty((await weak.DocumentAsync()).QuerySelector("#Password-error")!.TextContent);

        var browsers = Enumerable.Range(0, 5).Select(_ => application.Visitor()).ToArray();
        var pages = await Task.WhenAll(browsers.Select(browser => browser.PageAsync("/set-up")));
        var answers = await Task.WhenAll(browsers.Select((browser, i) =>
            browser.SubmitAsync(pages[i], "/set-up", new(Filled) { ["Token"] = token, ["Email"] = $"first{i}@example.org" })));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.SeeOther));
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound));

        Assert.False(File.Exists(file));
        await visitor.PageAsync("/set-up", HttpStatusCode.NotFound);
        var winner = browsers[Array.FindIndex(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther)];
        await winner.PageAsync("/settings/user-accounts");
    }
}
