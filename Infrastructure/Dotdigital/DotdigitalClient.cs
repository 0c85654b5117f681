using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CustomerListSchedules.Infrastructure.Dotdigital.Calls;
using static CustomerListSchedules.Infrastructure.Dotdigital.Calls.DotdigitalJson;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>Dotdigital's public HTTP API, version 2 and contacts version 3, with one account.</summary>
internal sealed class DotdigitalClient(
    DotdigitalCaller caller, DotdigitalRegions regions, Func<CancellationToken, Task<DotdigitalCredentials>> credentials) : IDotdigital
{
    public async Task<DotdigitalAccount> GetAccountAsync(CancellationToken cancellationToken)
    {
        var account = await GetAsync<Account>("get-account", "/v2/account-info", DotdigitalReason.Refused, cancellationToken);
        var given = await credentials(cancellationToken);
        if (regions.Endpoint(account) is { } endpoint)
        {
            regions.Remember(given, endpoint);
        }

        return new DotdigitalAccount(account.Id, account["Name"] is { Length: > 0 } name ? name : given.User, regions.Of(given).Address);
    }

    public Task<IReadOnlyList<DotdigitalCampaign>> ListCampaignsAsync(CancellationToken cancellationToken) =>
        ListAsync<Campaign, DotdigitalCampaign>(
            "list-campaigns", "/v2/campaigns", campaign => campaign.ToCampaign(), campaign => campaign.Id, cancellationToken);

    public async Task<DotdigitalCampaign> GetCampaignAsync(long id, CancellationToken cancellationToken) =>
        (await GetAsync<Campaign>(
            "get-campaign", $"/v2/campaigns/{Text(id)}", DotdigitalReason.CampaignGone, cancellationToken)).ToCampaign();

    public async Task<long> CopyCampaignAsync(long id, CancellationToken cancellationToken) =>
        (await CallAsync<Campaign>(
            new DotdigitalCall("copy-campaign", HttpMethod.Post, $"/v2/campaigns/{Text(id)}/copy", DotdigitalReason.CampaignGone),
            cancellationToken)).Id;

    public Task DeleteCampaignAsync(long id, CancellationToken cancellationToken) =>
        DeleteAsync("delete-campaign", $"/v2/campaigns/{Text(id)}", DotdigitalReason.CampaignGone, cancellationToken);

    public async Task<long> CreateAddressBookAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, DotdigitalLimits.AddressBookNameLength, nameof(name));
        var call = new DotdigitalCall("create-address-book", HttpMethod.Post, "/v2/address-books")
        {
            Content = () => JsonContent.Create(new { name, visibility = "Private" }),
        };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await CallAsync<AddressBook>(call, cancellationToken)).Id;
            }
            catch (DotdigitalException failed) when (failed.OutcomeUnknown || failed.Code == DotdigitalErrors.AddressBookDuplicate)
            {
                if (await FindAddressBookAsync(name, cancellationToken) is { } found)
                {
                    return found;
                }

                if (attempt == 3 || !failed.OutcomeUnknown)
                {
                    throw;
                }
            }
        }
    }

    public Task DeleteAddressBookAsync(long id, CancellationToken cancellationToken) =>
        DeleteAsync("delete-address-book", $"/v2/address-books/{Text(id)}", DotdigitalReason.AddressBookGone, cancellationToken);

    public async Task<string> ImportContactsAsync(
        long addressBookId, IReadOnlyCollection<DotdigitalContact> contacts, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(addressBookId);
        ArgumentOutOfRangeException.ThrowIfZero(contacts.Count, nameof(contacts));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(contacts.Count, DotdigitalLimits.ContactsPerImport, nameof(contacts));
        var started = await CallAsync<ImportStarted>(
            new DotdigitalCall(DotdigitalCalls.Import, HttpMethod.Put, "/contacts/v3/import", DotdigitalReason.ImportRejected)
            {
                Content = () => new ContactsContent(addressBookId, contacts),
            },
            cancellationToken);
        return started.ImportId is { Length: > 0 } id ? id : throw Unreadable("import-contacts");
    }

    public async Task<DotdigitalImport> GetImportAsync(string importId, CancellationToken cancellationToken) =>
        (await GetAsync<Import>(
            "get-import", $"/contacts/v3/import/{Uri.EscapeDataString(importId)}", DotdigitalReason.ImportGone,
            cancellationToken)).ToImport(importId);

    public async Task<DotdigitalSend> SendAsync(long campaignId, long addressBookId, CancellationToken cancellationToken)
    {
        // An empty list of address books would be sent to All Contacts. There is no way to pass one; no book has the id 0 either.
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(campaignId);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(addressBookId);
        var call = new DotdigitalCall("send-campaign", HttpMethod.Post, "/v2/campaigns/send", DotdigitalReason.CampaignGone)
        {
            Content = () => JsonContent.Create(new { campaignId, addressBookIds = new[] { addressBookId } }),
        };
        return (await CallAsync<Send>(call, cancellationToken)).ToSend();
    }

    public async Task<DotdigitalSend> GetSendAsync(string sendId, CancellationToken cancellationToken) =>
        (await GetAsync<Send>(
            "get-send", $"/v2/campaigns/send/{Uri.EscapeDataString(sendId)}", DotdigitalReason.SendGone, cancellationToken)).ToSend();

    public async Task<DotdigitalSummary> GetSummaryAsync(long campaignId, CancellationToken cancellationToken) =>
        (await GetAsync<Summary>(
            "get-summary", $"/v2/campaigns/{Text(campaignId)}/summary", DotdigitalReason.CampaignGone, cancellationToken)).ToSummary();

    private async Task<long?> FindAddressBookAsync(string name, CancellationToken cancellationToken)
    {
        var books = await ListAsync<AddressBook, AddressBook>(
            "list-address-books", "/v2/address-books/private", book => book, book => book.Id, cancellationToken);
        return books.FirstOrDefault(book => book.Name == name)?.Id;
    }

    private async Task<IReadOnlyList<TResult>> ListAsync<TAnswer, TResult>(
        string name, string path, Func<TAnswer, TResult> convert, Func<TResult, long> id, CancellationToken cancellationToken)
    {
        var all = new List<TResult>();
        while (true)
        {
            var page = await GetAsync<List<TAnswer>>(
                name, string.Create(CultureInfo.InvariantCulture, $"{path}?select={DotdigitalLimits.PageSize}&skip={all.Count}"),
                DotdigitalReason.Refused, cancellationToken);
            all.AddRange(page.Select(convert));
            if (page.Count < DotdigitalLimits.PageSize)
            {
                // One that is made while the pages are read may be on two of them.
                return [.. all.DistinctBy(id).OrderBy(id)];
            }
        }
    }

    private async Task DeleteAsync(string name, string path, DotdigitalReason gone, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(new DotdigitalCall(name, HttpMethod.Delete, path, gone), (_, _) => Task.FromResult(true), cancellationToken);
        }
        catch (DotdigitalException refused) when (refused.Reason == gone)
        {
            // It is not there any more: what was wanted.
        }
    }

    private Task<T> GetAsync<T>(string name, string path, DotdigitalReason gone, CancellationToken cancellationToken)
        where T : class => CallAsync<T>(new DotdigitalCall(name, HttpMethod.Get, path, gone), cancellationToken);

    private Task<T> CallAsync<T>(DotdigitalCall call, CancellationToken cancellationToken)
        where T : class =>
        CallAsync(
            call,
            async (answer, token) => await answer.Content.ReadFromJsonAsync<T>(Options, token)
                ?? throw new JsonException("The answer is empty."),
            cancellationToken);

    private async Task<T> CallAsync<T>(
        DotdigitalCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var given = await credentials(cancellationToken);
        var used = regions.Of(given);
        try
        {
            return await caller.CallAsync(used, call, read, cancellationToken);
        }
        catch (DotdigitalException refused) when (refused.Reason == DotdigitalReason.WrongRegion)
        {
            return await caller.CallAsync(await regions.FindAsync(given, used, caller, cancellationToken), call, read, cancellationToken);
        }
    }

    private static DotdigitalException Unreadable(string call) =>
        new(DotdigitalReason.Refused, $"Dotdigital's answer to {call} could not be understood.", outcomeUnknown: true);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
