using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewAccess;

/// <summary>Every address that receives or may run something, a page at a time: those that cannot collect first.</summary>
/// <param name="Search">Part of an address, whatever its capitals; blank for all.</param>
/// <param name="Page">From 1.</param>
public sealed record ListAddresses(string Search, int Page) : IRequest<AddressPage>
{
    public const int PageSize = 50;
}

/// <param name="Addresses">This page.</param>
/// <param name="Found">How many match.</param>
/// <param name="Page">The page shown: the last one when fewer are left than were asked for.</param>
public sealed record AddressPage(IReadOnlyList<AddressSummary> Addresses, long Found, int Page)
{
    public int Pages => (int)Math.Max(1, (Found + ListAddresses.PageSize - 1) / ListAddresses.PageSize);
}

/// <param name="Address">With its capitals: two that differ in them are two.</param>
/// <param name="Receives">How many scheduled lists are e-mailed to it.</param>
/// <param name="MayRun">How many it may run on demand.</param>
/// <param name="Check">Whether it can collect.</param>
public sealed record AddressSummary(string Address, int Receives, int MayRun, RecipientCheck? Check = null);

internal sealed class ListAddressesHandler(NpgsqlDataSource dataSource, IMediator mediator) : IRequestHandler<ListAddresses, AddressPage>
{
    private const string Matching = $"{AccessRow.From} where strpos(lower(r.address), lower(@search)) > 0";

    private const string Sql =
        $"""
        select r.address::text as address, count(*) filter (where r.run_as_schedule)::int as receives,
          count(*) filter (where r.run_on_demand)::int as may_run
        {Matching}
        group by r.address
        order by exists (select from collectors c where c.address = r.address), lower(r.address), r.address
        limit @pageSize offset @offset
        """;

    public async Task<AddressPage> Handle(ListAddresses request, CancellationToken cancellationToken)
    {
        var search = request.Search.Trim();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var found = await connection.ScalarAsync<long>($"select count(distinct r.address) {Matching}", new { search }, cancellationToken);
        var page = (int)Math.Clamp(request.Page, 1, Math.Max(1, (found + ListAddresses.PageSize - 1) / ListAddresses.PageSize));
        var rows = await connection.ReadAllAsync<(string Address, int Receives, int MayRun)>(
            Sql, new { search, ListAddresses.PageSize, offset = (page - 1) * ListAddresses.PageSize }, cancellationToken);
        var checks = (await mediator.Send(
            new CheckRecipients(string.Join(", ", rows.Select(row => row.Address))),
            cancellationToken)).ToDictionary(check => check.Address);
        return new AddressPage(
            [.. rows.Select(row => new AddressSummary(row.Address, row.Receives, row.MayRun, checks.GetValueOrDefault(row.Address)))],
            found, page);
    }
}
