using CustomerListSchedules.Features.EraseCustomer;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>Erase customer, while the people of a mailing are stored for Send or Retry.</summary>
public sealed class ErasedFromMailingsTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Somebody_erased_is_taken_out_of_a_held_and_a_failed_mailing_and_the_others_are_still_mailed()
    {
        await world.AddCustomersAsync(3);
        await world.ExecuteAsync("update mailing_settings set first_send_above = 2");
        var held = await world.RunAsync(await world.AddEmailAsync());
        await world.Dotdigital.BreakAsync("create-address-book", "error_500", times: null);
        var failed = await world.RunAsync(await world.AddEmailAsync(confirmed: true));
        Assert.Equal(("held", "failed"), (held.State, failed.State));
        var (id, reference) = (await world.QueryAsync<(long, string)>(
            "select id, external_reference from crm.customers where email like 'a2@%'")).Single();
        Assert.Contains(await PeopleAsync(held.Id), person => person.Contact.Email == $"a2@{world.Domain}");
        Assert.Contains(
            (await world.SendAsync(new GetErasure(id)))!.Holds, goes => goes is { Count: 2, Many: "places in mailings that are not sent" });

        Assert.Equal(new EraseResult.Done(), await world.SendAsync(new ErasePerson(id, reference, Actor.System)));

        foreach (var mailing in new[] { held.Id, failed.Id })
        {
            Assert.Equal([$"a1@{world.Domain}", $"a3@{world.Domain}"], (await PeopleAsync(mailing)).Select(person => person.Contact.Email));
        }

        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from mailing_pages where @id = any(customer_ids)", new { id }));
        Assert.Equal(
            2,
            await world.ScalarAsync<int>(
                "select (details ->> 'leftOutOfMailings')::int from audit where action = 'customer.erased' and subject_id = @id",
                new { id = $"{id}" }));
        await world.Dotdigital.MendAsync();
        Assert.Equal(new MailingAnswer.Done(), await world.SendAsync(new AnswerMailing(held.Id, Send: true, Actor.System)));
        await world.WorkToTheEndAsync();
        var copy = await world.ScalarAsync<long>("select copied_campaign_id from mailings where id = @Id and state = 'sent'", held);
        Assert.Equal([$"a1@{world.Domain}", $"a3@{world.Domain}"], await world.ReachedAsync(copy));
    }

    [Fact]
    public async Task People_who_were_being_chosen_during_the_erasure_are_swept_out_after_it()
    {
        await world.AddCustomersAsync(2);
        await world.ExecuteAsync("update mailing_settings set first_send_above = 1");
        var (id, reference) = (await world.QueryAsync<(long, string)>(
            "select id, external_reference from crm.customers where email like 'a2@%'")).Single();
        var held = await world.RunAsync(await world.AddEmailAsync());
        await world.ExecuteAsync("create table page_of_then as select * from mailing_pages where mailing_id = @Id", held);
        Assert.Equal(new EraseResult.Done(), await world.SendAsync(new ErasePerson(id, reference, Actor.System)));

        // As a worker leaves them that had read the list before, and stores its page now.
        await world.ExecuteAsync(
            "delete from mailing_pages where mailing_id = @Id; insert into mailing_pages select * "
            + "from page_of_then; drop table page_of_then",
            held);
        Assert.Equal(2, (await PeopleAsync(held.Id)).Count);
        await world.SendAsync(new SweepErasures());
        Assert.Equal([$"a1@{world.Domain}"], (await PeopleAsync(held.Id)).Select(person => person.Contact.Email));
    }

    private async Task<IReadOnlyList<MailingPerson>> PeopleAsync(long mailing)
    {
        var pages = world.Application.Services.GetRequiredService<MailingPages>();
        return
        [
            .. (await world.QueryAsync<(int Attempt, int Page, byte[] Contacts)>(
                "select attempt, page, contacts from mailing_pages where mailing_id = @mailing", new { mailing }))
                .SelectMany(row => pages.Unprotect(mailing, row.Attempt, row.Page, row.Contacts)),
        ];
    }
}
