using System.Text.Json;
using CustomerListSchedules.Infrastructure.Dotdigital;
using NodaTime;

namespace CustomerListSchedules.Integration.Infrastructure.Dotdigital;

/// <summary>Every call of the client over real HTTP, and every way in which one can fail.</summary>
public sealed class DotdigitalClientTests(
    TestDatabase database, DotdigitalStub stub) : IClassFixture<TestDatabase>, IClassFixture<DotdigitalStub>, IAsyncLifetime
{
    private DotdigitalNode node = null!;

    private IDotdigital Client => node.Client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        node = new DotdigitalNode(database.DataSource, stub.Credentials);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        node.Dispose();
        await stub.MendAsync();
        await stub.SetAsync(settings =>
        {
            (settings.Region, settings.ForeignEndpoint, settings.Password, settings.SuppressOneIn) = ("r1", null, "sandbox", null);
            (settings.CallsPerMinute, settings.CallsPerHour, settings.AddressBooks) = (100_000, 100_000, 100_000);
            settings.ImportSeconds = settings.QueueSeconds = settings.SendingSeconds = 0;
        });
        await using var forget = database.DataSource.CreateCommand("truncate dotdigital_calls, dotdigital_tiers, dotdigital_pauses");
        await forget.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task The_account_says_its_name_and_where_it_is_served()
    {
        var account = await Client.GetAccountAsync(Stop);
        Assert.Equal("The Old Fire Station (sandbox)", account.Name);
        Assert.Equal(stub.Url, account.Endpoint.OriginalString);
    }

    [Fact]
    public async Task Campaigns_come_from_all_pages_and_only_the_unsent_and_unscheduled_are_templates()
    {
        await stub.AskAsync<object>(
            "insert into sandbox.dotdigital_campaigns (name, subject) select 'Campaign ' || i, 'Subject' from generate_series(1, 2100) i");
        var campaigns = await Client.ListCampaignsAsync(Stop);
        Assert.True(campaigns.Count >= 2107);
        Assert.Equal(campaigns.Count, campaigns.Select(campaign => campaign.Id).Distinct().Count());
        Assert.Equal(
            ["Thank you for your donation", "Before your visit"],
            campaigns.Where(campaign => campaign.IsTemplate).Take(2).Select(campaign => campaign.Name));
        Assert.DoesNotContain(
            campaigns, campaign => campaign.IsTemplate && campaign.Name is "Season brochure" or "Summer appeal" && campaign.IsTemplate);
        Assert.True(campaigns.Single(campaign => campaign.Name == "Season brochure").Scheduled);
        Assert.Equal("Sent", campaigns.Single(campaign => campaign.Name == "Summer appeal").Status);
    }

    [Fact]
    public async Task A_mailing_goes_from_copy_to_totals()
    {
        var copy = await Client.CopyCampaignAsync(DotdigitalStub.ThankYou, Stop);
        Assert.True((await Client.GetCampaignAsync(copy, Stop)).IsUnsent);
        var book = await Client.CreateAddressBookAsync("Mailing " + Guid.NewGuid(), Stop);
        await stub.SetAsync(settings => settings.ImportSeconds = 0.5);
        var import = await Client.ImportContactsAsync(
            book,
            [
                new(
                    "Ada@example.org",
                    [
                        new("FIRSTNAME", "Ada \"<&>\" Łódź 😀"), new("AMOUNT", 12.5m), new("WHEN", new LocalDate(2026, 11, 21)),
                        new("MEMBER", true), new("NOTHING", null)
                    ]),
                new("bob@example.org", [new("FIRSTNAME", "Bob")]),
                new("no address", [new("FIRSTNAME", "Nobody")]),
                new("ADA@example.org", [new("FIRSTNAME", "Twice")]),
            ],
            Stop);
        Assert.False((await Client.GetImportAsync(import, Stop)).Finished);
        var done = await WaitForImportAsync(import);
        Assert.Equal((2, 1 + 1, 0, false), (done.Imported, done.Invalid, done.Suppressed, done.Failed));
        Assert.Equal(["duplicateIdentifier", "invalidEmail"], done.Rejected.Select(rejection => rejection.Reason).Order());

        await stub.SetAsync(settings => settings.SendingSeconds = 0.5);
        var send = await Client.SendAsync(copy, book, Stop);
        Assert.Equal(copy, send.CampaignId);
        Assert.Contains(
            (await Client.GetSendAsync(send.Id, Stop)).Status, new[] { DotdigitalSendStatus.NotSent, DotdigitalSendStatus.Sending });
        while ((await Client.GetSendAsync(send.Id, Stop)).Status != DotdigitalSendStatus.Sent)
        {
            await Task.Delay(50, Stop);
        }

        Assert.Equal("Sent", (await Client.GetCampaignAsync(copy, Stop)).Status);
        Assert.Equal(2, (await Client.GetSummaryAsync(copy, Stop)).Sent);
        var arrivals = await stub.ArrivalsAsync(Guid.Parse(send.Id));
        Assert.Equal(["ada@example.org", "bob@example.org"], arrivals.Select(arrival => arrival.Email));
        var ada = JsonDocument.Parse(arrivals[0].DataFields).RootElement;
        Assert.Equal("Ada \"<&>\" Łódź 😀", ada.GetProperty("FIRSTNAME").GetString());
        Assert.Equal(12.5m, ada.GetProperty("AMOUNT").GetDecimal());
        Assert.Equal("2026-11-21", ada.GetProperty("WHEN").GetString());
        Assert.True(ada.GetProperty("MEMBER").GetBoolean());
        Assert.False(ada.TryGetProperty("NOTHING", out _));

        await Client.DeleteAddressBookAsync(book, Stop);
        await Client.DeleteAddressBookAsync(book, Stop);
        await Client.DeleteCampaignAsync(copy, Stop);
        await Client.DeleteCampaignAsync(copy, Stop);
        await ThrowsAsync(DotdigitalReason.CampaignGone, () => Client.GetCampaignAsync(copy, Stop));
        await ThrowsAsync(DotdigitalReason.AddressBookGone, () => SendToAsync(book));
    }

    [Fact]
    public async Task A_full_page_of_people_is_one_call()
    {
        // So many people are a second's work on a busy machine.
        using var patient = new DotdigitalNode(
            database.DataSource, stub.Credentials, DotdigitalNode.Options with { Timeout = TimeSpan.FromSeconds(30) });
        var book = await Client.CreateAddressBookAsync("Page " + Guid.NewGuid(), Stop);
        var import = await patient.Client.ImportContactsAsync(book, People(DotdigitalLimits.ContactsPerImport), Stop);
        Assert.Equal(5_000, (await WaitForImportAsync(import)).Imported);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.ImportContactsAsync(book, People(5_001), Stop));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.ImportContactsAsync(book, [], Stop));
    }

    [Fact]
    public async Task Nothing_can_be_sent_to_All_Contacts()
    {
        var copy = await Client.CopyCampaignAsync(DotdigitalStub.ThankYou, Stop);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.SendAsync(copy, 0, Stop));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.SendAsync(copy, -1, Stop));
        Assert.True((await Client.GetCampaignAsync(copy, Stop)).IsUnsent);
        Assert.DoesNotContain(await stub.SendsAsync(), send => send.ToAllContacts);
    }

    [Fact]
    public async Task Suppressed_people_are_counted_and_not_sent_to()
    {
        await stub.SetAsync(settings => settings.SuppressOneIn = 2);
        var book = await Client.CreateAddressBookAsync("Half " + Guid.NewGuid(), Stop);
        var import = await WaitForImportAsync(await Client.ImportContactsAsync(book, People(400, "half"), Stop));
        Assert.InRange(import.Suppressed, 150, 250);
        Assert.Equal(400, import.Imported + import.Suppressed);
        var send = await SendToAsync(book);
        Assert.Equal(import.Imported, (await stub.ArrivalsAsync(Guid.Parse(send.Id))).Count);
    }

    [Theory]
    [InlineData("error_500")]
    [InlineData("timeout_before")]
    [InlineData("reset_before")]
    [InlineData("reset_after")]
    public async Task A_question_is_asked_again(string kind)
    {
        await stub.BreakAsync("get-campaign", kind, times: 2);
        Assert.Equal("Thank you for your donation", (await Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop)).Name);
    }

    [Fact]
    public async Task A_question_that_is_never_answered_ends_with_words()
    {
        await stub.BreakAsync("get-campaign", "error_500", times: null);
        var failed = await ThrowsAsync(DotdigitalReason.Unreachable, () => Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop));
        Assert.False(failed.OutcomeUnknown);
        Assert.True(failed.MayPass);
        Assert.Contains("ERROR_UNKNOWN", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timeout_before", 0)]
    [InlineData("timeout_after", 1)]
    [InlineData("reset_before", 0)]
    [InlineData("reset_after", 1)]
    [InlineData("error_500", 0)]
    public async Task A_send_whose_answer_is_lost_is_made_once_and_its_outcome_is_unknown(string kind, int sent)
    {
        var book = await Client.CreateAddressBookAsync("Send " + Guid.NewGuid(), Stop);
        await WaitForImportAsync(await Client.ImportContactsAsync(book, People(3, "send"), Stop));
        var copy = await Client.CopyCampaignAsync(DotdigitalStub.ThankYou, Stop);
        var before = (await stub.CallsAsync()).Count(call => call.Call == "send-campaign");
        await stub.BreakAsync("send-campaign", kind);
        var failed = await ThrowsAsync(DotdigitalReason.Unreachable, () => Client.SendAsync(copy, book, Stop));
        Assert.True(failed.OutcomeUnknown);
        Assert.Equal(before + 1, (await stub.CallsAsync()).Count(call => call.Call == "send-campaign"));
        Assert.Equal(sent, (await stub.SendsAsync()).Count(send => send.CampaignId == copy));
        Assert.Equal(sent == 0, (await Client.GetCampaignAsync(copy, Stop)).IsUnsent);
    }

    [Fact]
    public async Task A_send_that_Dotdigital_had_no_time_for_is_made_again()
    {
        var book = await Client.CreateAddressBookAsync("Busy " + Guid.NewGuid(), Stop);
        await WaitForImportAsync(await Client.ImportContactsAsync(book, People(3, "busy"), Stop));
        await stub.BreakAsync("send-campaign", "too_many", times: 1, seconds: 1);
        var send = await SendToAsync(book);
        Assert.Equal(3, (await stub.ArrivalsAsync(Guid.Parse(send.Id))).Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_has_done_nothing()
    {
        using var nowhere = new DotdigitalNode(
            database.DataSource, stub.Credentials with { Address = new Uri("http://127.0.0.1:9" + DotdigitalAddress.SandboxPath) });
        var failed = await ThrowsAsync(DotdigitalReason.Unreachable, () => nowhere.Client.SendAsync(1, 1, Stop));
        Assert.False(failed.OutcomeUnknown);
    }

    [Theory]
    [InlineData("timeout_after")]
    [InlineData("reset_after")]
    public async Task A_copy_whose_answer_is_lost_can_be_found(string kind)
    {
        var above = (await Client.ListCampaignsAsync(Stop))[^1].Id;
        await stub.BreakAsync("copy-campaign", kind);
        Assert.True(
            (await ThrowsAsync(
                DotdigitalReason.Unreachable, () => Client.CopyCampaignAsync(DotdigitalStub.ThankYou, Stop))).OutcomeUnknown);
        var campaigns = await Client.ListCampaignsAsync(Stop);
        var template = campaigns.Single(campaign => campaign.Id == DotdigitalStub.ThankYou);
        var copy = Assert.Single(campaigns, campaign => campaign.Id > above && campaign.LooksCopiedFrom(template));
        Assert.Equal("Copy of Thank you for your donation", copy.Name);
        Assert.DoesNotContain(
            campaigns, campaign => campaign.Id > above && campaign.LooksCopiedFrom(campaigns.Single(other => other.Id == 5002)));
    }

    [Theory]
    [InlineData("timeout_before")]
    [InlineData("timeout_after")]
    [InlineData("reset_before")]
    [InlineData("reset_after")]
    [InlineData("error_500")]
    public async Task An_address_book_is_made_once_however_often_it_is_asked_for(string kind)
    {
        var name = "Once " + Guid.NewGuid();
        await stub.BreakAsync("create-address-book", kind);
        var id = await Client.CreateAddressBookAsync(name, Stop);
        Assert.Equal(id, await Client.CreateAddressBookAsync(name, Stop));
        Assert.Equal(
            1, await stub.AskAsync<long>("select count(*) from sandbox.dotdigital_address_books where name = @name", new { name }));
    }

    [Theory]
    [InlineData("timeout_after")]
    [InlineData("reset_after")]
    [InlineData("error_500")]
    public async Task An_import_is_repeated_and_adds_nobody_twice(string kind)
    {
        var book = await Client.CreateAddressBookAsync("Import " + Guid.NewGuid(), Stop);
        await stub.BreakAsync("import-contacts", kind);
        await WaitForImportAsync(await Client.ImportContactsAsync(book, People(50, "repeat"), Stop));
        var send = await SendToAsync(book);
        Assert.Equal(50, (await stub.ArrivalsAsync(Guid.Parse(send.Id))).Count);
    }

    [Fact]
    public async Task Each_refusal_has_its_name_and_words()
    {
        await stub.BreakAsync("import-contacts", "import_rejected");
        var book = await Client.CreateAddressBookAsync("Refusals " + Guid.NewGuid(), Stop);
        var import = await WaitForImportAsync(await Client.ImportContactsAsync(book, People(5, "rejected"), Stop));
        Assert.Equal((true, "RejectedByWatchdog"), (import.Failed, import.Status));

        await stub.BreakAsync("copy-campaign", "gone");
        await ThrowsAsync(DotdigitalReason.CampaignGone, () => Client.CopyCampaignAsync(DotdigitalStub.ThankYou, Stop));
        await stub.BreakAsync("send-campaign", "send_not_permitted");
        var refused = await ThrowsAsync(DotdigitalReason.SendNotPermitted, () => SendToAsync(book));
        Assert.False(refused.OutcomeUnknown);
        Assert.Contains("ERROR_CAMPAIGN_SENDNOTPERMITTED", refused.Message, StringComparison.Ordinal);
        await ThrowsAsync(DotdigitalReason.ImportGone, () => Client.GetImportAsync(Guid.NewGuid().ToString(), Stop));
        await ThrowsAsync(DotdigitalReason.SendGone, () => Client.GetSendAsync(Guid.NewGuid().ToString(), Stop));
        await stub.SetAsync(settings => settings.AddressBooks = 1);
        await ThrowsAsync(DotdigitalReason.AddressBookLimit, () => Client.CreateAddressBookAsync("Too many", Stop));
        await stub.SetAsync(settings => settings.Password = "another");
        Assert.False((await ThrowsAsync(DotdigitalReason.WrongPassword, () => Client.ListCampaignsAsync(Stop))).MayPass);
    }

    [Fact]
    public async Task The_region_of_the_account_is_found()
    {
        await stub.SetAsync(settings => settings.Region = "r2");
        Assert.NotEmpty(await Client.ListCampaignsAsync(Stop));
        Assert.EndsWith("/sandbox/dotdigital/r2", (await Client.GetAccountAsync(Stop)).Endpoint.OriginalString, StringComparison.Ordinal);
        await stub.SetAsync(settings => settings.Region = "r3");
        Assert.NotEmpty(await Client.ListCampaignsAsync(Stop));
    }

    [Fact]
    public async Task A_region_elsewhere_is_never_followed()
    {
        await stub.SetAsync(settings => (settings.Region, settings.ForeignEndpoint) = ("r2", "https://r2-api.dotdigital.com.example.org"));
        var refused = await ThrowsAsync(DotdigitalReason.WrongRegion, () => Client.ListCampaignsAsync(Stop));
        Assert.Contains("nothing was sent there", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_the_user_may_not_make_is_no_wrong_region()
    {
        await stub.BreakAsync("list-campaigns", "forbidden");
        await ThrowsAsync(DotdigitalReason.NotAllowed, () => Client.ListCampaignsAsync(Stop));
    }

    [Fact]
    public async Task The_hourly_limit_stops_every_node_until_it_is_over()
    {
        await stub.BreakAsync("get-campaign", "hourly");
        var refused = await ThrowsAsync(DotdigitalReason.OverLimit, () => Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop));
        Assert.True(refused.RetryAt > SystemInstant() + Duration.FromSeconds(60));
        var calls = (await stub.CallsAsync()).Count;
        using var other = new DotdigitalNode(database.DataSource, stub.Credentials);
        await ThrowsAsync(DotdigitalReason.OverLimit, () => other.Client.GetAccountAsync(Stop));
        Assert.Equal(calls, (await stub.CallsAsync()).Count);
    }

    [Fact]
    public async Task Who_waits_at_a_page_is_told_soon()
    {
        await stub.BreakAsync("list-campaigns", "too_many", times: null, seconds: 50);
        using var page = new DotdigitalNode(database.DataSource, stub.Credentials, atPage: true);
        var started = TimeProvider.System.GetTimestamp();
        await ThrowsAsync(DotdigitalReason.OverLimit, () => page.Client.ListCampaignsAsync(Stop));
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    private static Instant SystemInstant() => Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());

    private static DotdigitalContact[] People(int count, string name = "person") =>
        [.. Enumerable.Range(1, count).Select(i => new DotdigitalContact($"{name}{i}@example.org", [new("FIRSTNAME", $"Name {i}")]))];

    private async Task<DotdigitalSend> SendToAsync(long book) =>
        await Client.SendAsync(await Client.CopyCampaignAsync(DotdigitalStub.ThankYou, Stop), book, Stop);

    private async Task<DotdigitalImport> WaitForImportAsync(string id)
    {
        while (true)
        {
            if (await Client.GetImportAsync(id, Stop) is { Finished: true } import)
            {
                return import;
            }

            await Task.Delay(50, Stop);
        }
    }

    private static async Task<DotdigitalException> ThrowsAsync(DotdigitalReason reason, Func<Task> call)
    {
        var thrown = await Assert.ThrowsAsync<DotdigitalException>(call);
        Assert.Equal(reason, thrown.Reason);
        Assert.EndsWith(".", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("@", thrown.Message, StringComparison.Ordinal);
        return thrown;
    }
}
