using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>
/// Makes the private address book that this one send goes to. Its name is the mailing's own, so that asking again finds it; where it
/// was deleted meanwhile, everybody is imported again.
/// </summary>
internal sealed class MakeAddressBook(IDotdigital dotdigital, NpgsqlDataSource dataSource, MailingProgress progress) : IMailingStep
{
    private const string ImportedSql =
        "select exists (select from mailing_pages where mailing_id = @id and attempt = @pagesOf and import_id is not null)";

    private const string AgainSql =
        """
        update mailing_pages set import_id = null, imported = null, suppressed = null, invalid = null
        where mailing_id = @id and attempt = @pagesOf
        """;

    public string Step => "address_book";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        if (claim.AddressBookId is { } before && !await HoldsImportsAsync(claim, cancellationToken))
        {
            // It may hold people who were read earlier and are not on the list any more.
            await dotdigital.DeleteAddressBookAsync(before, cancellationToken);
        }

        var book = await dotdigital.CreateAddressBookAsync(claim.AddressBookName, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (book != claim.AddressBookId)
        {
            await connection.RunAsync(AgainSql, new { claim.Id, claim.PagesOf }, cancellationToken);
        }

        await progress.GoOnAsync(
            connection, claim, "import", "address_book_id = @book", new { book }, "A private address book was made for it in Dotdigital.",
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new StepResult.Done();
    }

    private async Task<bool> HoldsImportsAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        return await dataSource.ScalarAsync<bool>(ImportedSql, new { claim.Id, claim.PagesOf }, cancellationToken);
    }
}
