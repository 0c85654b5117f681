using CustomerListSchedules.Infrastructure.Dotdigital;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Mailings;

/// <summary>
/// Imports the stored pages into the address book, one import a page. Whoever was erased since the people were chosen is left out.
/// Importing a page again adds nobody twice.
/// </summary>
internal sealed class ImportPeople(IDotdigital dotdigital, NpgsqlDataSource dataSource, MailingProgress progress, MailingPages pages) : IMailingStep
{
    private const string NextSql =
        """
        select page, customer_ids, contacts
        from mailing_pages
        where mailing_id = @id and attempt = @pagesOf and import_id is null and page > @after
        order by page
        limit 1
        """;

    private const string PresentSql = "select id from crm.customers where id = any(@customerIds)";

    private const string ImportedSql =
        """
        update mailing_pages p
        set import_id = @importId, imported = @none, suppressed = @none, invalid = @none
        from mailings m
        where p.mailing_id = @id and p.attempt = @pagesOf and p.page = @page and m.id = p.mailing_id and m.attempt = @attempt and m.state = 'working'
        """;

    public string Step => "import";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        var next = ReadAsync(claim, 0, cancellationToken);
        try
        {
            while (await next is { } page)
            {
                // While Dotdigital takes this page in, the next is made ready.
                next = Task.Run(() => ReadAsync(claim, page.Number, cancellationToken), cancellationToken);
                var present = await PresentAsync(page, cancellationToken);
                var people = page.People.Where(person => present.Contains(person.CustomerId)).Select(person => person.Contact).ToList();
                var importId = people.Count == 0 ? "" : await dotdigital.ImportContactsAsync(claim.AddressBookId!.Value, people, cancellationToken);
                await StoreAsync(claim, page.Number, importId, people.Count == 0 ? 0 : null, cancellationToken);
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await progress.GoOnAsync(
            claim, "importing", "", null, $"{MailingWords.Count(claim.Recipients ?? 0, "person was", "people were")} given to Dotdigital for the address book.", cancellationToken);
    }

    private async Task<ReadyPage?> ReadAsync(MailingClaim claim, int after, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<PageRow>(
            new CommandDefinition(NextSql, new { claim.Id, claim.PagesOf, after }, cancellationToken: cancellationToken));
        return row is null ? null : new ReadyPage(
            row.Page, row.CustomerIds, pages.Unprotect(claim.Id, claim.PagesOf!.Value, row.Page, row.Contacts));
    }

    private async Task<HashSet<long>> PresentAsync(ReadyPage page, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<long>(new CommandDefinition(PresentSql, new { page.CustomerIds }, cancellationToken: cancellationToken))];
    }

    private async Task StoreAsync(MailingClaim claim, int page, string importId, long? none, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var kept = await connection.ExecuteAsync(new CommandDefinition(
            ImportedSql, new { claim.Id, claim.PagesOf, claim.Attempt, page, importId, none }, cancellationToken: cancellationToken));
        if (kept == 0)
        {
            throw new MailingLostException();
        }
    }

    private sealed record ReadyPage(int Number, long[] CustomerIds, IReadOnlyList<MailingPerson> People);

    private sealed record PageRow
    {
        public int Page { get; init; }
        public long[] CustomerIds { get; init; } = [];
        public byte[] Contacts { get; init; } = [];
    }
}
