using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewAccess;

/// <summary>Every list that an address receives or may run.</summary>
/// <param name="Address">Exactly, capitals included.</param>
public sealed record GetAccessOfAddress(string Address) : IRequest<AddressAccess>;

/// <param name="Address">As asked.</param>
/// <param name="Rows">One a scheduled list.</param>
/// <param name="OtherCapitals">Addresses that differ from it in capitals alone, which are somebody else to every list.</param>
/// <param name="Check">Whether it can collect; null for what is no address.</param>
/// <param name="AccountId">The account of the address, whatever its capitals.</param>
public sealed record AddressAccess(
    string Address, IReadOnlyList<AccessRow> Rows, IReadOnlyList<string> OtherCapitals, RecipientCheck? Check, Guid? AccountId);

internal sealed class GetAccessOfAddressHandler(
    NpgsqlDataSource dataSource, IMediator mediator) : IRequestHandler<GetAccessOfAddress, AddressAccess>
{
    private const string RowsSql =
        $"""
        select {AccessRow.Columns} {AccessRow.From}
        where r.address = @Address
        order by lower(r.schedule_name), r.schedule_id, l.position, l.id
        """;

    private const string OthersSql =
        $"select distinct r.address::text {AccessRow.From} where lower(r.address) = lower(@Address) and r.address <> @Address order by 1";

    private const string AccountSql = "select id from users where lower(email) = lower(@Address)";

    public async Task<AddressAccess> Handle(GetAccessOfAddress request, CancellationToken cancellationToken)
    {
        var (rows, others, account) = await dataSource.ReadResultsAsync(
            $"{RowsSql};{OthersSql};{AccountSql}", new { request.Address },
            async all => (
                (await all.ReadAsync<AccessRow>()).AsList(),
                (await all.ReadAsync<string>()).AsList(),
                await all.ReadSingleOrDefaultAsync<Guid?>()),
            cancellationToken);
        var check = (await mediator.Send(
            new CheckRecipients(request.Address), cancellationToken)).FirstOrDefault(found => found.Address == request.Address);
        return new AddressAccess(request.Address, rows, others, check, account);
    }
}
