using CustomerListSchedules.Features.SetUp.SampleData;

namespace CustomerListSchedules.Integration.SetUp;

public sealed class SmallSampleTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task Even_a_venue_of_500_customers_has_bookers_for_its_partner_and_a_year_of_runs_mailings_imports_and_audit()
    {
        Assert.True(await application.SendAsync(new LoadSampleData(500)));

        Assert.InRange(
            await CountAsync(
                "crm.bookings b join crm.event_instances i on i.id = b.event_instance_id join crm.events e on e.id = i.event_id "
                + $"where e.producer = '{SampleWords.PartnerProducer}'"),
            30, 1_000);
        Assert.InRange(await CountAsync("runs where kind = 'on_demand'"), 40, 60);
        Assert.InRange(await CountAsync("mailings where state = 'sent' and total_opened <= total_delivered"), 300, 360);
        Assert.InRange(await CountAsync("data_imports"), 30, 33);
        Assert.InRange(await CountAsync("audit where action = 'file.downloaded'"), 60, 400);
        // Today's mailing is a first send: its size is compared with nothing.
        Assert.Equal(0, await CountAsync("mailings m join integrated_emails e on e.id = m.integrated_email_id where e.deleted_at is null"));
    }

    private Task<long> CountAsync(string what) => application.AskAsync<long>($"select count(*) from {what}", new { });
}
