using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// Takes a person who is erased out of the stored people of mailings that are held, under way or failed: the rest of each page stays as
/// it was, so that Send and Retry still go to everybody else.
/// </summary>
/// <returns>In how many mailings they were.</returns>
public sealed record ForgetInMailings(long CustomerId) : IRequest<int>;

internal sealed class ForgetInMailingsHandler(NpgsqlDataSource dataSource, MailingPages pages) : IRequestHandler<ForgetInMailings, int>
{
    private const string FindSql =
        """
        select mailing_id, attempt, page, contacts
        from mailing_pages
        where @CustomerId = any(customer_ids)
        order by mailing_id, attempt, page
        limit 1
        for update
        """;

    private const string ForgetSql =
        """
        update mailing_pages
        set customer_ids = array_remove(customer_ids, @CustomerId), contacts = @contacts
        where mailing_id = @MailingId and attempt = @Attempt and page = @Page
        """;

    public async Task<int> Handle(ForgetInMailings request, CancellationToken cancellationToken)
    {
        var mailings = new HashSet<long>();
        while (await ForgetOneAsync(request.CustomerId, cancellationToken) is { } mailing)
        {
            mailings.Add(mailing);
        }

        return mailings.Count;
    }

    private async Task<long?> ForgetOneAsync(long customerId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.ReadOneAsync<PageRow>(FindSql, new { customerId }, cancellationToken);
        if (found is null)
        {
            return null;
        }

        await connection.RunAsync(
            ForgetSql,
            new { customerId, found.MailingId, found.Attempt, found.Page, contacts = Without(customerId, found) },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found.MailingId;
    }

    private byte[]? Without(long customerId, PageRow found)
    {
        if (found.Contacts is null)
        {
            return null;
        }

        try
        {
            var people = pages.Unprotect(found.MailingId, found.Attempt, found.Page, found.Contacts);
            return pages.Protect(found.MailingId, found.Attempt, found.Page, [.. people.Where(person => person.CustomerId != customerId)]);
        }
        catch (CryptographicException)
        {
            // The keys are lost: nobody can read it any more, nor send it.
            return found.Contacts;
        }
    }

    private sealed record PageRow
    {
        public long MailingId { get; init; }
        public int Attempt { get; init; }
        public int Page { get; init; }

        /// <summary>Null once only the customers' numbers are kept.</summary>
        public byte[]? Contacts { get; init; }
    }
}
