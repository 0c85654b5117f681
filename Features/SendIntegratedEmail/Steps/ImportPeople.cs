using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>
/// Imports the stored pages into the address book, one import a page. Whoever was erased since the people were chosen is left out.
/// Importing a page again adds nobody twice.
/// </summary>
internal sealed class ImportPeople(
    IDotdigital dotdigital, NpgsqlDataSource dataSource, MailingProgress progress, MailingPages pages) : IMailingStep
{
    /// <summary>How many pages are on their way at a time: while Dotdigital takes one in, the next is made ready and sent.</summary>
    internal const int AtATime = 2;

    private const string PagesSql =
        "select page from mailing_pages where mailing_id = @id and attempt = @pagesOf and import_id is null order by page";

    private const string PageSql =
        "select customer_ids, contacts from mailing_pages where mailing_id = @id and attempt = @pagesOf and page = @page";

    private const string PresentSql = "select id from crm.customers where id = any(@customerIds)";

    private const string ImportedSql =
        """
        update mailing_pages p
        set import_id = @importId, imported = @none, suppressed = @none, invalid = @none
        from mailings m
        where p.mailing_id = @id and p.attempt = @pagesOf and p.page = @page and m.id = p.mailing_id and m.attempt = @attempt
          and m.state = 'working'
        """;

    public string Step => "import";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        var left = await PagesAsync(claim, cancellationToken);
        await Parallel.ForEachAsync(
            left,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (page, stop) => await ImportAsync(claim, page, stop));
        return await progress.GoOnAsync(
            claim, "importing", "", null,
            $"{Plural.Count(claim.Recipients ?? 0, "person was", "people were")} given to Dotdigital for the address book.",
            cancellationToken);
    }

    private async Task ImportAsync(MailingClaim claim, int page, CancellationToken cancellationToken)
    {
        var people = await ReadAsync(claim, page, cancellationToken);
        var importId = people.Count == 0 ? "" : await dotdigital.ImportContactsAsync(claim.AddressBookId!.Value, people, cancellationToken);
        await StoreAsync(claim, page, importId, people.Count == 0 ? 0 : null, cancellationToken);
    }

    private async Task<IReadOnlyList<int>> PagesAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        return [.. await dataSource.ReadAllAsync<int>(PagesSql, new { claim.Id, claim.PagesOf }, cancellationToken)];
    }

    private async Task<IReadOnlyCollection<DotdigitalContact>> ReadAsync(MailingClaim claim, int page, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.ReadSingleAsync<PageRow>(PageSql, new { claim.Id, claim.PagesOf, page }, cancellationToken);
        var present = (await connection.ReadAllAsync<long>(PresentSql, new { row.CustomerIds }, cancellationToken)).ToHashSet();
        var people = pages.Unprotect(claim.Id, claim.PagesOf!.Value, page, row.Contacts);
        return
        [
            .. people.Where(person => person.CustomerId == MailingPerson.NoCustomer || present.Contains(person.CustomerId))
                .Select(person => person.Contact),
        ];
    }

    private async Task StoreAsync(MailingClaim claim, int page, string importId, long? none, CancellationToken cancellationToken)
    {
        var kept = await dataSource.RunAsync(
            ImportedSql, new { claim.Id, claim.PagesOf, claim.Attempt, page, importId, none }, cancellationToken);
        if (kept == 0)
        {
            throw new WorkLostException();
        }
    }

    private sealed record PageRow
    {
        public long[] CustomerIds { get; init; } = [];
        public byte[] Contacts { get; init; } = [];
    }
}
