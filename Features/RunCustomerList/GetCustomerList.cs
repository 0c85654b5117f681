using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>A Customer List as it is stored; null when there is none.</summary>
public sealed record GetCustomerList(long Id) : IRequest<CustomerList?>;

public sealed record CustomerList(
    long Id, long? FolderId, string Name, string Description, ListDefinition Definition, CustomerListOutput Output, int Version,
    int DetailsVersion, long? LastCount, Instant? LastRunAt);

internal sealed class GetCustomerListHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetCustomerList, CustomerList?>
{
    private sealed record Row
    {
        public required long Id { get; init; }

        public long? FolderId { get; init; }

        public required string Name { get; init; }

        public required string Description { get; init; }

        public required string Definition { get; init; }

        public required string[] OutputColumns { get; init; }

        public required string SortBy { get; init; }

        public required bool RowPerBooking { get; init; }

        public required int Version { get; init; }

        public required int DetailsVersion { get; init; }

        public long? LastCount { get; init; }

        public Instant? LastRunAt { get; init; }
    }

    public async Task<CustomerList?> Handle(GetCustomerList request, CancellationToken cancellationToken)
    {
        var row = await dataSource.ReadOneAsync<Row>(
            """
            select id, folder_id, name, description, definition, output_columns, sort_by, row_per_booking, version, details_version,
              last_count, last_run_at
            from customer_lists
            where id = @id and deleted_at is null
            """,
            new { request.Id },
            cancellationToken);
        return row is null
            ? null
            : new CustomerList(
                row.Id, row.FolderId, row.Name, row.Description, ListDefinition.Parse(row.Definition),
                new CustomerListOutput(row.OutputColumns, SortBy.ParseAll(row.SortBy), row.RowPerBooking), row.Version, row.DetailsVersion,
                row.LastCount, row.LastRunAt);
    }
}
