using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>Waits until Dotdigital has imported every page, and counts what came of it.</summary>
internal sealed class AwaitImports(
    IDotdigital dotdigital, NpgsqlDataSource dataSource, MailingProgress progress, IClock clock) : IMailingStep
{
    private const string NextSql =
        """
        select page, import_id from mailing_pages
        where mailing_id = @id and attempt = @pagesOf and imported is null
        order by page
        limit 1
        """;

    private const string FinishedSql =
        """
        update mailing_pages
        set imported = @imported, suppressed = @suppressed, invalid = @invalid
        where mailing_id = @id and attempt = @pagesOf and page = @page
        """;

    private const string AgainSql =
        "update mailing_pages set import_id = null where mailing_id = @id and attempt = @pagesOf and page = @page";

    private const string TotalSql =
        """
        select sum(imported)::bigint as imported, sum(suppressed)::bigint as suppressed, sum(invalid)::bigint as invalid
        from mailing_pages
        where mailing_id = @id and attempt = @pagesOf
        """;

    public string Step => "importing";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        while (await QueryAsync<PageRow>(claim, NextSql, cancellationToken) is { } page)
        {
            DotdigitalImport import;
            try
            {
                import = await dotdigital.GetImportAsync(page.ImportId, cancellationToken);
            }
            catch (DotdigitalException e) when (e.Reason == DotdigitalReason.ImportGone)
            {
                await AgainAsync(
                    claim, page, "import", "Dotdigital did not know one of the imports any more: it is made again.", cancellationToken);
                return new StepResult.Done();
            }

            if (!import.Finished)
            {
                return new StepResult.Wait(Polling.After(clock.GetCurrentInstant() - claim.StepSince));
            }

            if (import.Failed)
            {
                // A Retry looks whether the address book is still there, and gives Dotdigital this page again.
                await AgainAsync(claim, page, "address_book", null, cancellationToken);
                return new StepResult.End(MailingStates.Failed, MailingWords.ImportRejected(import.Rejected));
            }

            await FinishedAsync(claim, page, import, cancellationToken);
        }

        // With nobody in the address book it stays here, so that whoever resumes it ends it too, and never sends.
        var total = (await QueryAsync<Total>(claim, TotalSql, cancellationToken))!;
        await progress.GoOnAsync(
            claim, total.Imported > 0 ? "send" : Step, "imported = @imported, suppressed = @suppressed, invalid = @invalid", total,
            MailingWords.Imported(total.Imported, total.Suppressed, total.Invalid), cancellationToken);
        return total.Imported > 0
            ? new StepResult.Done()
            : new StepResult.End(MailingStates.Skipped, MailingWords.NobodyImported);
    }

    private async Task<T?> QueryAsync<T>(MailingClaim claim, string sql, CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<T>(sql, new { claim.Id, claim.PagesOf }, cancellationToken);
    }

    private async Task FinishedAsync(MailingClaim claim, PageRow page, DotdigitalImport import, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(
            FinishedSql, new { claim.Id, claim.PagesOf, page.Page, import.Imported, import.Suppressed, import.Invalid }, cancellationToken);
    }

    private async Task AgainAsync(MailingClaim claim, PageRow page, string step, string? words, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(AgainSql, new { claim.Id, claim.PagesOf, page.Page }, cancellationToken);
        await progress.GoOnAsync(connection, claim, step, "", null, words, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record PageRow
    {
        public int Page { get; init; }
        public string ImportId { get; init; } = "";
    }

    private sealed record Total
    {
        public long Imported { get; init; }
        public long Suppressed { get; init; }
        public long Invalid { get; init; }
    }
}
