using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.UnusableRows;

/// <summary>Rows of the customer data, from before such were refused, that hold what no list can be made of.</summary>
/// <param name="AtMost">So many of each column.</param>
public sealed record ListUnusableRows(int AtMost) : IRequest<IReadOnlyList<UnusableRow>>;

/// <summary>A value that no list can be made of, and where it stands.</summary>
public sealed record UnusableRow
{
    public required string Table { get; init; }

    public required string Column { get; init; }

    public required long Id { get; init; }

    public string? ExternalReference { get; init; }

    public long? CustomerId { get; init; }

    public required string Value { get; init; }

    /// <summary>"Birth Date".</summary>
    public string Label => Field?.Label ?? Column;

    /// <summary>What the row is: "Customers".</summary>
    public string What => Kind?.Label ?? Table;

    private RowKind? Kind => ImportKinds.All.OfType<RowKind>().FirstOrDefault(each => each.Table == $"crm.{Table}");

    private ImportField? Field => Kind?.Fields.FirstOrDefault(each => each.Column == Column);
}

internal sealed class ListUnusableRowsHandler(NpgsqlDataSource dataSource)
    : IRequestHandler<ListUnusableRows, IReadOnlyList<UnusableRow>>
{
    public async Task<IReadOnlyList<UnusableRow>> Handle(ListUnusableRows request, CancellationToken cancellationToken) =>
        await dataSource.ReadAllAsync<UnusableRow>(
            """select "table", "column", id, external_reference, customer_id, value from crm.unusable_rows(@AtMost)""",
            new { request.AtMost },
            cancellationToken);
}
