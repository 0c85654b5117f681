using System.IO.Compression;
using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.EndToEnd.Journeys;
using CustomerListSchedules.Features.SetUp.SampleData;

namespace CustomerListSchedules.EndToEnd.GatherEvidence;

/// <summary>An access request: from the customer's page to a document that can be handed over.</summary>
[Collection(Lane.Lists)]
public sealed class EvidenceJourneyTests(BrowserFixture browser, SampleApplication sample)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_access_request_is_answered_in_two_clicks_from_the_customers_page(bool scripts)
    {
        await using var administrator = await browser.VisitAsync(sample.Process, scripts);
        await administrator.GoToAsync("/sign-in?returnUrl=%2Faudit%2Fcustomer-data%2F1");
        await new SignInPage(administrator).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        var name = await administrator.Page.Locator("h1").InnerTextAsync();
        var mouse = new CountedMouse(administrator);

        await mouse.ClickLinkAsync("Evidence pack");
        await administrator.Page.GetByText("Customer ID 1", new() { Exact = true }).Last.WaitForAsync();
        if (scripts)
        {
            await administrator.ShouldBeAccessibleAsync();
        }

        var download = await administrator.Page.RunAndWaitForDownloadAsync(() => mouse.ClickButtonAsync("Word document"));

        Assert.Equal(2, mouse.Clicks);
        Assert.Equal("evidence-pack-customer-1.docx", download.SuggestedFilename);
        using var document = ZipFile.OpenRead(await download.PathAsync());
        using var text = new StreamReader(document.GetEntry("word/document.xml")!.Open());
        Assert.Contains(name, await text.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
