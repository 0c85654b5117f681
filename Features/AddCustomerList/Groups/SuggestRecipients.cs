using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Groups;

/// <summary>Groups, accounts and former recipients that what is typed may mean, few of them; none that Email to names already.</summary>
/// <param name="Typed">A part of a name or of an address; nothing for the first of all.</param>
/// <param name="EmailTo">What is on Email to, as typed.</param>
public sealed record SuggestRecipients(string Typed, string EmailTo) : IRequest<IReadOnlyList<RecipientSuggestion>>
{
    public const int Most = 8;
}

internal sealed class SuggestRecipientsHandler(NpgsqlDataSource dataSource)
    : IRequestHandler<SuggestRecipients, IReadOnlyList<RecipientSuggestion>>
{
    private const int LongestTyped = 254;

    // Of an address whose account is spelt otherwise, or is deactivated, the account alone is known.
    private const string Sql =
        """
        with known as (
          select null::text as name, r.address::text as address
          from (select distinct address from scheduled_list_recipients) r
          where not exists (select from users u where u.normalized_email = upper(r.address))
          union all
          select u.name, u.email::text from users u where u.deactivated_at is null and u.email is not null),
        named as (
          select true as is_group, name, addresses from recipient_groups
          union all
          select false, name, array[address collate "C"] from known where address <> all(@present)),
        found as (
          select is_group, name, addresses, addresses <@ array(select email::text from staff) as inside,
            not is_group and addresses[1] = any(array(select address::text from collectors)) as may_collect,
            strpos(lower(coalesce(name, '')), @typed) as in_name, strpos(lower(array_to_string(addresses, ' ')), @typed) as in_addresses
          from named)
        select is_group, name, addresses, inside, may_collect
        from found
        where in_name > 0 or (not is_group and in_addresses > 0)
        order by is_group desc, 1 not in (in_name, in_addresses), inside desc, may_collect desc, lower(coalesce(name, addresses[1]))
        limit @most
        """;

    public async Task<IReadOnlyList<RecipientSuggestion>> Handle(SuggestRecipients request, CancellationToken cancellationToken)
    {
        var typed = request.Typed.Trim().ToLowerInvariant();
        if (typed.Length > LongestTyped)
        {
            return [];
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAllAsync<RecipientSuggestion>(
            Sql,
            new { typed, present = Addresses.Parse(request.EmailTo).Found.ToArray(), most = SuggestRecipients.Most },
            cancellationToken);
    }
}
