using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.TraceCustomerData;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>All that is known of it now, in one reading of the database; null when there is nothing of this name.</summary>
/// <param name="MadeBy">Who asks, as the pack names them.</param>
/// <param name="Trace">Of a customer, where their data went.</param>
public sealed record GatherPack(EvidenceOf Of, string MadeBy, CustomerTrace? Trace) : IRequest<EvidencePack?>;

internal sealed class GatherPackHandler(NpgsqlDataSource dataSource, IMediator mediator, VenueReader venues, IClock clock)
    : IRequestHandler<GatherPack, EvidencePack?>
{
    private const string RunSql =
        """
        select r.id as number, r.schedule_name as schedule, r.as_of as run_for, r.kind as how, u.name as requested_by, r.late,
          r.state as result, r.reason, r.created_at as started_at, r.finished_at
        from runs r left join users u on u.id = r.requested_by
        where r.id = @Id
        """;

    private const string MailingsSql =
        """
        select name, category, customer_list_name as customer_list, campaign_name as template, state as result, reason, recipients,
          suppressed, sent_at
        from mailings where run_id = @Id order by position, id limit @Deliveries
        """;

    private const string SplitsSql =
        """
        select l.name, s.customers, s.customers_without_value as without_value, s.unmet_values::bigint as values_without_recipient
        from run_splits s join scheduled_lists l on l.id = s.scheduled_list_id
        where s.run_id = @Number order by l.position, l.id limit @Deliveries
        """;

    private const string KeptSql =
        "select v.keep_months as runs, v.trace_months as traces, a.months as audit from venue_settings v, audit_retention a";

    private const int MailingsTraced = 200;

    public async Task<EvidencePack?> Handle(GatherPack request, CancellationToken cancellationToken)
    {
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        var venue = await venues.ReadAsync(cancellationToken);
        return await dataSource.InTransactionAsync(
            connection => GatherAsync(connection, request, catalogue, venue, cancellationToken), cancellationToken,
            isolation: System.Data.IsolationLevel.RepeatableRead);
    }

    private async Task<EvidencePack?> GatherAsync(
        NpgsqlConnection connection, GatherPack request, OutputCatalogue catalogue, Venue venue, CancellationToken cancellationToken)
    {
        var trace = request.Trace;
        var run = request.Of is EvidenceOf.Run asked ? await RunAsync(connection, asked.Id, cancellationToken) : null;
        if (request.Of is EvidenceOf.Run && run is null)
        {
            return null;
        }

        var found = request.Of switch
        {
            EvidenceOf.Run of => await FindDeliveries.OfRunAsync(connection, of.Id, cancellationToken),
            EvidenceOf.Address of => await FindDeliveries.OfAddressAsync(connection, of.Text, cancellationToken),
            _ => await FindDeliveries.OfFilesAsync(connection, [.. trace!.Files.Files.Select(file => file.Id)], cancellationToken),
        };
        if (request.Of is EvidenceOf.Address && found.Count == 0)
        {
            return null;
        }

        var rows = await DeliveryRow.ReadAsync(connection, found, cancellationToken);
        var address = (request.Of as EvidenceOf.Address)?.Text;
        var lines = await DeliveryLines.ReadAsync(connection, rows, address, cancellationToken);
        var kept = await connection.ReadSingleAsync<Kept>(KeptSql, cancellationToken);
        var left = new LeftOut(
            found.Count == 0 ? 0 : found[0].Total - found.Count, lines.Cut, rows.Count(row => row.RunGone), trace?.Files.NotKnown ?? 0,
            trace?.Mailings.Count == MailingsTraced, run is { FinishedAt: null });
        return new EvidencePack
        {
            Title = "Evidence pack",
            Of = Words(request.Of, run, venue),
            Venue = new PackVenue(venue.ClientName, venue.ContactName, venue.ContactEmail, venue.ContactTelephone, venue.TimeZone),
            MadeBy = request.MadeBy,
            MadeAt = clock.GetCurrentInstant(),
            Customer = trace?.Customer is { } known
                ? new PackCustomer(known.Id, known.Name, known.Email, known.Postcode, known.Reference)
                : null,
            Covers = EvidenceWords.Covers(request.Of, rows.Count),
            Lacks = EvidenceWords.Lacks(request.Of, kept, left),
            Run = run,
            Deliveries = [.. rows.Select(row => Delivery(row, lines, address, catalogue, venue.Zone) with
            {
                Run = run is null ? row.Run : null,
            })],
            IntegratedEmails = run is null ? [] : await MailingsAsync(connection, run.Number, cancellationToken),
            MailingsReceived = [.. (trace?.Mailings ?? []).Select(each => new PackReceived(each.Name, each.Category, each.ReceivedAt))],
            Imports = [.. (trace?.Imports ?? []).Select(import => new PackImport(
                import.File.FileName, import.File.CreatedAt,
                [.. import.Collected.Select(each => new PackCollection(each.Who, each.At, null, each.Completed))]))],
            Splits = run is null
                ? []
                : await connection.ReadAllAsync<PackSplit>(SplitsSql, new { run.Number, EvidenceLimits.Deliveries }, cancellationToken),
            Audit = run is null ? [] : lines.EntriesOfRun(run.Number),
        };
    }

    private static async Task<PackRun?> RunAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken) =>
        await connection.ReadOneAsync<RunRow>(RunSql, new { id }, cancellationToken) is { } run
            ? new PackRun
            {
                Number = run.Number, Schedule = run.Schedule, RunFor = run.RunFor, How = RunWords.Kind(run.How),
                RequestedBy = run.RequestedBy, Late = run.Late, Result = RunWords.State(run.Result), Reason = run.Reason,
                StartedAt = run.StartedAt, FinishedAt = run.FinishedAt,
            }
            : null;

    private static async Task<IReadOnlyList<PackMailing>> MailingsAsync(
        NpgsqlConnection connection, long id, CancellationToken cancellationToken) =>
    [
        .. (await connection.ReadAllAsync<MailingRow>(MailingsSql, new { id, EvidenceLimits.Deliveries }, cancellationToken))
            .Select(mailing => new PackMailing
            {
                Name = mailing.Name, Category = mailing.Category, CustomerList = mailing.CustomerList, Template = mailing.Template,
                Result = MailingWords.State(mailing.Result), Reason = mailing.Reason, Recipients = mailing.Recipients,
                Suppressed = mailing.Suppressed, SentAt = mailing.SentAt,
            }),
    ];

    private static PackDelivery Delivery(
        DeliveryRow row, DeliveryLines lines, string? address, OutputCatalogue catalogue, DateTimeZone zone) => new()
        {
            Name = row.Name,
            Part = row.Part,
            What = row.What,
            CustomerList = row.CustomerListName,
            Definition = row.Description,
            Dates = row.Dates,
            Columns = row.Labels(catalogue),
            Result = row.State is null ? null : RunWords.State(row.State),
            Reason = row.Reason,
            Notes = row.Notes,
            Rows = row.RowCount,
            Bookings = row.BookingCount,
            File = row.File,
            ForWhom = [.. ForWhom(row, lines, zone).Where(each => address is null || each.Address == address)],
            Attempts = lines.AttemptsAt(row),
            Messages = lines.MessagesOf(row),
            Collections = lines.CollectionsOf(row),
            Audit = lines.EntriesOf(row),
        };

    private static IEnumerable<PackRecipient> ForWhom(DeliveryRow row, DeliveryLines lines, DateTimeZone zone) =>
        row is { Kind: "on_demand", RunId: not null }
            ? lines.AskedFor(row).Select(asked => new PackRecipient(
                asked.Address, $"Ran it on demand on {EvidenceTime.Words(asked.At, zone)}"))
            : row.Named.Select(named => new PackRecipient(named, row switch
            {
                { Kind: "export" } => EvidenceWords.Explorer,
                { RunId: null } => EvidenceWords.Register,
                { Kind: "test" } => EvidenceWords.Tester,
                _ => EvidenceWords.AtEmailTo,
            }));

    private static string Words(EvidenceOf of, PackRun? run, Venue venue) => of switch
    {
        EvidenceOf.Run => $"Run of {run!.Schedule}, {WallTime.Words(run.RunFor, venue.Zone)}",
        EvidenceOf.Address address => $"Everything sent to {address.Text}",
        EvidenceOf.Customer customer => $"Everywhere the data of Customer ID {customer.Id} went",
        _ => throw new ArgumentOutOfRangeException(nameof(of)),
    };

    private sealed record RunRow
    {
        public long Number { get; init; }
        public string Schedule { get; init; } = "";
        public Instant RunFor { get; init; }
        public string How { get; init; } = "";
        public string? RequestedBy { get; init; }
        public bool Late { get; init; }
        public string Result { get; init; } = "";
        public string? Reason { get; init; }
        public Instant StartedAt { get; init; }
        public Instant? FinishedAt { get; init; }
    }

    private sealed record MailingRow
    {
        public string Name { get; init; } = "";
        public string Category { get; init; } = "";
        public string CustomerList { get; init; } = "";
        public string Template { get; init; } = "";
        public string Result { get; init; } = "";
        public string? Reason { get; init; }
        public long? Recipients { get; init; }
        public long? Suppressed { get; init; }
        public Instant? SentAt { get; init; }
    }
}
