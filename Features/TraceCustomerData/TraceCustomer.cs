using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.TraceCustomerData;

/// <summary>Where a customer's data went: files and mailings. That it was looked up is audited, without the customer's name.</summary>
public sealed record TraceCustomer(long CustomerId, Actor Actor) : IRequest<CustomerTrace>;

/// <param name="Customer">Null when nobody has the id now: erased, or never there.</param>
/// <param name="Files">The files, and how many cannot be asked.</param>
/// <param name="Imports">The files on their way in that are still stored and hold them.</param>
/// <param name="Mailings">What was sent to the customer by e-mail campaign, newest first.</param>
/// <param name="Venue">For time zone and how long the register is kept.</param>
/// <param name="KeptMonths">How long the register is kept.</param>
public sealed record CustomerTrace(
    TracedCustomer? Customer, FilesHolding Files, IReadOnlyList<HoldingImport> Imports, IReadOnlyList<MailingReceived> Mailings,
    Venue Venue, int KeptMonths);

public sealed record HoldingImport(HeldInImport File, IReadOnlyList<Collected> Collected);

public sealed record MailingReceived
{
    public required string Category { get; init; }

    public required string Name { get; init; }

    public required Instant ReceivedAt { get; init; }
}

internal sealed class TraceCustomerHandler(NpgsqlDataSource dataSource, IMediator mediator, VenueReader venues, AuditLog audit)
    : IRequestHandler<TraceCustomer, CustomerTrace>
{
    private const string CustomerSql = $"select {TracedCustomer.Columns} from crm.customers c where c.id = @CustomerId";

    private const string MailingsSql =
        "select category, name, received_at from crm.mailings_received where customer_id = @CustomerId "
        + "order by received_at desc, id desc limit 200";

    public async Task<CustomerTrace> Handle(TraceCustomer request, CancellationToken cancellationToken)
    {
        var files = await mediator.Send(new ListFilesHolding(request.CustomerId), cancellationToken);
        var venue = await venues.ReadAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var parameters = new { request.CustomerId };
        var customer = await connection.ReadOneAsync<TracedCustomer>(CustomerSql, parameters, cancellationToken);
        var mailings = await connection.ReadAllAsync<MailingReceived>(MailingsSql, parameters, cancellationToken);
        var imports = customer is null
            ? []
            : await mediator.Send(new ListImportsHolding(request.CustomerId, customer.Reference, customer.Email), cancellationToken);
        var collected = await Collected.OfAsync(connection, [.. imports.Select(file => file.FileId)], cancellationToken);
        var months = await connection.ScalarAsync<int>("select trace_months from venue_settings", cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "customer.traced", "customer", request.CustomerId,
            new { files = files.Files.Count, imports = imports.Count, files.NotKnown }, cancellationToken);
        return new CustomerTrace(
            customer, files, [.. imports.Select(file => new HoldingImport(file, [.. collected[file.FileId]]))], [.. mailings], venue,
            months);
    }
}
