using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.TraceCustomerData;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.EraseCustomer;

/// <summary>
/// What there is of a customer, and what erasing them would remove and revoke; or what it did. Null when nobody had the id.
/// </summary>
public sealed record GetErasure(long CustomerId) : IRequest<Erasure?>;

/// <param name="Customer">Null once erased.</param>
/// <param name="ErasedAt">When.</param>
/// <param name="Holds">How many of what would be removed.</param>
/// <param name="Files">Stored files of lists that hold or held them.</param>
/// <param name="Imports">Files on their way in that hold them.</param>
/// <param name="Others">Records with the same e-mail address or telephone, which may be the same person's.</param>
public sealed record Erasure(
    ErasableCustomer? Customer, Instant? ErasedAt, IReadOnlyList<GoesWith> Holds, FilesHolding Files, IReadOnlyList<HeldInImport> Imports,
    IReadOnlyList<ErasableCustomer> Others);

public sealed record ErasableCustomer
{
    public required long Id { get; init; }

    public required string Reference { get; init; }

    public required string Name { get; init; }

    public string? Email { get; init; }

    public string? Postcode { get; init; }
}

internal sealed class GetErasureHandler(
    NpgsqlDataSource dataSource, IMediator mediator, ImportFilesHolding imports) : IRequestHandler<GetErasure, Erasure?>
{
    internal const string CustomerSql =
        "select id, external_reference as reference, name, email, postcode from crm.customers where id = @CustomerId";

    private const string HoldsSql =
        """
        select case when count = 1 then one else many end as many, count
        from (
          select 1 as place, 'booking' as one, 'bookings' as many, count(*) as count from crm.bookings where customer_id = @CustomerId
          union all select 2, 'donation', 'donations', count(*) from crm.donations where customer_id = @CustomerId
          union all select 3, 'membership', 'memberships', count(*) from crm.memberships where customer_id = @CustomerId
          union all select 4, 'tag', 'tags', count(*) from crm.customer_tags where customer_id = @CustomerId
          union all select 5, 'contact preference', 'contact preferences', count(*)
            from crm.customer_contact_preferences where customer_id = @CustomerId
          union all select 6, 'mailing received', 'mailings received', count(*) from crm.mailings_received where customer_id = @CustomerId
          union all select 7, 'place in a mailing that is not sent', 'places in mailings that are not sent', count(*) from mailing_pages
            where @CustomerId = any(customer_ids)) held
        where count > 0
        order by place
        """;

    // A telephone is the same with its country's code and without: its last nine digits are looked at.
    private const string OthersSql =
        """
        with numbers as (
          select right(digits, 9) as number
          from crm.customers c, unnest(array[c.phone, c.mobile]) known, regexp_replace(known, '\D', '', 'g') digits
          where c.id = @CustomerId and length(digits) >= 6
        )
        select id, external_reference as reference, name, email, postcode
        from crm.customers
        where id in (
          select o.id
          from crm.customers c
          join crm.customers o on lower(o.email) = lower(c.email)
          where c.id = @CustomerId
          union
          select o.id
          from crm.customers o
          where exists (select from numbers) and (
            right(regexp_replace(o.phone, '\D', '', 'g'), 9) in (select number from numbers)
            or right(regexp_replace(o.mobile, '\D', '', 'g'), 9) in (select number from numbers)))
          and id <> @CustomerId
        order by name collate crm.list_order, id
        limit 50
        """;

    public async Task<Erasure?> Handle(GetErasure request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var customer = await connection.ReadOneAsync<ErasableCustomer>(CustomerSql, request, cancellationToken);
        var erasedAt = await connection.ReadOneAsync<Instant?>(
            "select erased_at from erased_customers where customer_id = @CustomerId", request, cancellationToken);
        if (customer is null && erasedAt is null)
        {
            return null;
        }

        var holds = await connection.ReadAllAsync<GoesWith>(HoldsSql, request, cancellationToken);
        return new Erasure(
            customer, erasedAt, [.. holds], await mediator.Send(new ListFilesHolding(request.CustomerId), cancellationToken),
            customer is null
                ? []
                : await imports.FindAsync(
                    new ListImportsHolding(request.CustomerId, customer.Reference, customer.Email), cancellationToken),
            await connection.ReadAllAsync<ErasableCustomer>(OthersSql, request, cancellationToken));
    }
}
