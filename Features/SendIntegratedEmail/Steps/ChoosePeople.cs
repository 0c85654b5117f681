using System.Data;
using System.Text.Json;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Dapper;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>
/// Reads the list once: one person an address. The people are stored, encrypted, in pages of one import each, so that whoever
/// resumes the mailing imports exactly these; counts and people come from one snapshot of the database.
/// </summary>
internal sealed class ChoosePeople(
    NpgsqlDataSource dataSource, MailingProgress progress, MailingPages pages, VenueReader venues, IMediator mediator, QueryOptions options)
    : IMailingStep
{
    private const string PageSql =
        """
        insert into mailing_pages (mailing_id, attempt, page, customer_ids, contacts)
        values (@id, @attempt, @page, @customers, @contacts)
        """;

    // Of attempts that lost their lease.
    private const string OthersSql = "delete from mailing_pages where mailing_id = @id and attempt <> @attempt";

    private const string TesterSql = "select email from staff where id = @testFor";

    public string Step => "members";

    public Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken) =>
        claim.IsTest ? ChooseTesterAsync(claim, cancellationToken) : ChooseAsync(claim, cancellationToken);

    // Whoever asked, alone. No data fields go along: neither a customer's, nor anything over what Dotdigital knows of the person.
    private async Task<StepResult> ChooseTesterAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await connection.ScalarAsync<string?>(TesterSql, new { claim.TestFor }, cancellationToken) is not { } address)
        {
            return new StepResult.End(MailingStates.Cancelled, MailingWords.TesterGone);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(OthersSql, new { claim.Id, claim.Attempt }, cancellationToken);
        await connection.RunAsync(
            PageSql,
            new
            {
                claim.Id, claim.Attempt, page = 1, customers = Array.Empty<long>(),
                contacts = pages.Protect(
                    claim.Id, claim.Attempt, 1, [new MailingPerson(MailingPerson.NoCustomer, new DotdigitalContact(address, []))]),
            },
            cancellationToken);
        await progress.GoOnAsync(
            connection, claim, "copy", "recipients = 1, pages_of = @attempt", null, MailingWords.TestChosen, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new StepResult.Done();
    }

    private async Task<StepResult> ChooseAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        var snapshot = ListSnapshot.Parse(claim.Snapshot);
        var fields = DataFields.For(snapshot.OutputColumns, catalogue).Fields;
        var list = ListCompiler.Compile(
            snapshot with
            {
                OutputColumns = [.. fields.Skip(DataFields.Always.Count).Select(field => field.Key)],
                SortBy = [],
                RowPerBooking = false,
            },
            catalogue,
            new DateMetricClock(claim.AsOf, venue.Zone)
            {
                Performance = RunPerformance.Of(claim.PerformanceId, claim.PerformanceName, claim.PerformanceStartsAt),
            });

        await using var reading = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var snapshotOfAll = await reading.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await reading.RunAsync(
            $"set transaction read only; set local plan_cache_mode = force_custom_plan; set local statement_timeout = "
            + $"'{options.StatementLimit}'",
            cancellationToken);
        var counts = await CountAsync(reading, list, cancellationToken);

        await using var writing = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await writing.BeginTransactionAsync(cancellationToken);
        var recipients = await WritePagesAsync(reading, writing, claim, list, fields, cancellationToken);
        if (recipients != counts.Addresses)
        {
            throw new RowCountException(counts.Addresses, recipients);
        }

        await writing.RunAsync(OthersSql, new { claim.Id, claim.Attempt }, cancellationToken);
        await progress.GoOnAsync(
            writing, claim, recipients > 0 ? "guard" : Step,
            "list_count = @members, without_email = @withoutEmail, same_address = @sameAddress, recipients = @recipients, pages_of = "
            + "@attempt, date_metrics = @dateMetrics::jsonb",
            new
            {
                counts.Members,
                withoutEmail = counts.Members - counts.WithAddress,
                sameAddress = counts.WithAddress - counts.Addresses,
                recipients,
                dateMetrics = JsonSerializer.Serialize(list.DateMetrics, JsonSerializerOptions.Web),
            },
            MailingWords.Chosen(counts.Members, counts.Members - counts.WithAddress, counts.WithAddress - counts.Addresses, recipients),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return recipients > 0
            ? new StepResult.Done()
            : new StepResult.End(MailingStates.Skipped, counts.Members == 0
                ? "No customers matched, so nothing was sent."
                : $"None of the {Plural.Count(counts.Members, "customer")} on the list has an e-mail address, so nothing was sent.");
    }

    private static async Task<(long Members, long WithAddress, long Addresses)> CountAsync(
        NpgsqlConnection connection, CompiledList list, CancellationToken cancellationToken)
    {
        await using var command = list.Command(connection, list.MailingCountSql);
        command.CommandTimeout = 0;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    private async Task<long> WritePagesAsync(
        NpgsqlConnection reading, NpgsqlConnection writing, MailingClaim claim, CompiledList list, IReadOnlyList<DataField> fields,
        CancellationToken cancellationToken)
    {
        await using var command = list.Command(reading, list.MailingSql);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var people = new List<MailingPerson>(DotdigitalLimits.ContactsPerImport);
        var (page, recipients) = (0, 0L);
        var written = Task.CompletedTask;
        try
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                people.Add(MailingPerson.Read(rows, fields));
                if (people.Count == DotdigitalLimits.ContactsPerImport)
                {
                    await NextAsync();
                }
            }

            if (people.Count > 0)
            {
                await NextAsync();
            }

            await written;
        }
        finally
        {
            await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return recipients;

        // While a page is encrypted and stored, the next is read.
        async Task NextAsync()
        {
            await written;
            page++;
            recipients += people.Count;
            var (number, full) = (page, people);
            written = Task.Run(() => WriteAsync(number, full), cancellationToken);
            people = new List<MailingPerson>(DotdigitalLimits.ContactsPerImport);
        }

        Task WriteAsync(int number, List<MailingPerson> full) => writing.RunAsync(
            PageSql,
            new
            {
                claim.Id, claim.Attempt, page = number,
                customers = full.Select(person => person.CustomerId).ToArray(),
                contacts = pages.Protect(claim.Id, claim.Attempt, number, full),
            },
            cancellationToken);
    }
}
