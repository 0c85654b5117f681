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
        select page, contacts,
          array(select c.id from crm.customers c where c.id = any(customer_ids)) as present
        from mailing_pages
        where mailing_id = @id and attempt = @pagesOf and import_id is null
        order by page
        limit 1
        """;

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
        while (await NextAsync(claim, cancellationToken) is { } page)
        {
            var present = page.Present.ToHashSet();
            var people = pages.Unprotect(claim.Id, claim.PagesOf!.Value, page.Page, page.Contacts)
                .Where(person => present.Contains(person.CustomerId))
                .Select(person => person.Contact)
                .ToList();
            var importId = people.Count == 0 ? "" : await dotdigital.ImportContactsAsync(claim.AddressBookId!.Value, people, cancellationToken);
            await StoreAsync(claim, page.Page, importId, people.Count == 0 ? 0 : null, cancellationToken);
        }

        return await progress.GoOnAsync(
            claim, "importing", "", null, $"{MailingWords.Count(claim.Recipients ?? 0, "person was", "people were")} given to Dotdigital for the address book.", cancellationToken);
    }

    private async Task<PageRow?> NextAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<PageRow>(
            new CommandDefinition(NextSql, new { claim.Id, claim.PagesOf }, cancellationToken: cancellationToken));
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

    private sealed record PageRow
    {
        public int Page { get; init; }
        public byte[] Contacts { get; init; } = [];
        public long[] Present { get; init; } = [];
    }
}
