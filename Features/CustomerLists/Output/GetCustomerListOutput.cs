using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>
/// A Customer List's own output columns and sort, which a new scheduled list starts from; null when there is no such list.
/// </summary>
public sealed record GetCustomerListOutput(long Id) : IRequest<CustomerListOutput?>;

public sealed record CustomerListOutput(IReadOnlyList<string> OutputColumns, IReadOnlyList<SortBy> SortBy, bool RowPerBooking);

internal sealed class GetCustomerListOutputHandler(
    NpgsqlDataSource dataSource) : IRequestHandler<GetCustomerListOutput, CustomerListOutput?>
{
    private sealed record Row
    {
        public required string[] OutputColumns { get; init; }

        public required string SortBy { get; init; }

        public required bool RowPerBooking { get; init; }
    }

    public async Task<CustomerListOutput?> Handle(GetCustomerListOutput request, CancellationToken cancellationToken)
    {
        var row = await dataSource.ReadOneAsync<Row>(
            "select output_columns, sort_by, row_per_booking from customer_lists where id = @id and deleted_at is null",
            new { request.Id },
            cancellationToken);
        return row is null ? null : new CustomerListOutput(row.OutputColumns, SortBy.ParseAll(row.SortBy), row.RowPerBooking);
    }
}
