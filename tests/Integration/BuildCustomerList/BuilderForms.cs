using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Integration.CustomerLists;
using NodaTime;

namespace CustomerListSchedules.Integration.BuildCustomerList;

/// <summary>The builder without scripts: each of its buttons posts the whole form.</summary>
internal static class BuilderForms
{
    /// <summary>Presses a button of the builder, or of a form that works like it, and gives the page that answers.</summary>
    public static async Task<IHtmlDocument> PressAsync(
        this HttpClient client, IHtmlDocument page, string url, string button, Dictionary<string, string?>? values = null,
        HttpStatusCode expected = HttpStatusCode.OK, string form = "#builder")
    {
        using var answer = await client.SubmitAsync(page, url, new(values ?? []) { ["Do"] = button }, form);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.DocumentAsync();
    }

    /// <summary>Adds a list in the Explorer.</summary>
    /// <returns>Where its builder is.</returns>
    public static async Task<string> AddListAsync(this HttpClient client, string name, long? folder = null)
    {
        var answer = await client.SubmitAsync("/customer-lists/new", new() { ["Details.Name"] = name, ["Details.FolderId"] = $"{folder}" });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Customers and what they did, always the same.</summary>
    public static async Task FillSmallVenueAsync(this TestApplication app)
    {
        await using var connection = await app.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await new SmallVenue(21, DateTimeZoneProviders.Tzdb["Europe/London"]).WriteAsync(connection);
    }
}
