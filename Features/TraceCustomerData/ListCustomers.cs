using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.TraceCustomerData;

/// <summary>
/// Customers by Customer ID, reference, e-mail address or name, or a part of these two; exact ones first. Looking leaves an entry in the
/// audit: how many were found, and not what was typed, which is somebody's data.
/// </summary>
public sealed record ListCustomers(string Search, Actor Actor) : IRequest<FoundCustomers>
{
    internal const int Most = 20;
}

/// <param name="Customers">At most twenty.</param>
/// <param name="More">Whether there are others.</param>
public sealed record FoundCustomers(IReadOnlyList<TracedCustomer> Customers, bool More);

/// <summary>A customer as administrators tell one from another.</summary>
public sealed record TracedCustomer
{
    public required long Id { get; init; }

    public required string Reference { get; init; }

    public required string Name { get; init; }

    public string? Email { get; init; }

    public string? Postcode { get; init; }

    internal const string Columns = "c.id, c.external_reference as reference, c.name, c.email, c.postcode";
}

internal sealed class ListCustomersHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<ListCustomers, FoundCustomers>
{
    private const string Sql =
        $"""
        select {TracedCustomer.Columns}
        from crm.customers c
        where c.id = @id or c.external_reference = @search or c.name ilike @pattern or c.email ilike @pattern
        order by coalesce(c.id = @id, false) or c.external_reference = @search or lower(c.email) = lower(@search) desc,
          c.name collate crm.list_order, c.id
        limit @limit
        """;

    public async Task<FoundCustomers> Handle(ListCustomers request, CancellationToken cancellationToken)
    {
        var search = request.Search.Trim();
        if (search.Length == 0)
        {
            return new FoundCustomers([], false);
        }

        var literal = search.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var found = await connection.ReadAllAsync<TracedCustomer>(
            Sql,
            new
            {
                search,
                id = long.TryParse(search, out var id) ? id : (long?)null,
                pattern = $"%{literal}%",
                limit = ListCustomers.Most + 1,
            },
            cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "customer.searched", "customer", null, new { found = found.Count }, cancellationToken);
        return new FoundCustomers([.. found.Take(ListCustomers.Most)], found.Count > ListCustomers.Most);
    }
}
