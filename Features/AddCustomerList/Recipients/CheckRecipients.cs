using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>Who of those named could collect today, and what is in the way of the others. Never a reason not to save.</summary>
/// <param name="EmailTo">As typed; what is no address is left out.</param>
public sealed record CheckRecipients(string EmailTo) : IRequest<IReadOnlyList<RecipientCheck>>;

/// <param name="Address">As typed.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Suggestion">The address that is probably meant.</param>
public sealed record RecipientCheck(string Address, RecipientFinding Finding, string? Suggestion);

public enum RecipientFinding
{
    Fine,
    NoAccount,
    LacksCollectReport,
    Deactivated,

    /// <summary>An account exists whose address differs in capitals alone; it could not collect.</summary>
    OtherCapitals,

    /// <summary>No account, and the domain is a letter away from a well-known one or one of the venue's own.</summary>
    LooksMistyped,
}

internal sealed class CheckRecipientsHandler(NpgsqlDataSource dataSource) : IRequestHandler<CheckRecipients, IReadOnlyList<RecipientCheck>>
{
    private const string AccountsSql =
        """
        select u.email, u.normalized_email, u.deactivated_at is not null as deactivated,
          exists (select from collectors where collectors.id = u.id) as may_collect
        from users u
        where u.normalized_email = any(@normalized)
        """;

    private const string DomainsSql =
        "select distinct lower(split_part(email, '@', 2)) from users where email is not null limit 500";

    private sealed record Account(string Email, string NormalizedEmail, bool Deactivated, bool MayCollect);

    public async Task<IReadOnlyList<RecipientCheck>> Handle(CheckRecipients request, CancellationToken cancellationToken)
    {
        var addresses = Addresses.Parse(request.EmailTo).Found.Take(Addresses.Most).ToList();
        if (addresses.Count == 0)
        {
            return [];
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var accounts = (await connection.ReadAllAsync<Account>(
            AccountsSql, new { normalized = addresses.Select(Normalize).ToArray() }, cancellationToken))
            .ToDictionary(account => account.NormalizedEmail);
        var domains = (await connection.ReadAllAsync<string>(DomainsSql, cancellationToken)).ToHashSet();
        return [.. addresses.Select(address => Check(address, accounts.GetValueOrDefault(Normalize(address)), domains))];
    }

    private static RecipientCheck Check(string address, Account? account, HashSet<string> domains) => account switch
    {
        null when MistypedDomain.Suggest(address, domains) is { } suggestion => new(address, RecipientFinding.LooksMistyped, suggestion),
        null => new(address, RecipientFinding.NoAccount, null),
        { Deactivated: true } => new(address, RecipientFinding.Deactivated, null),
        _ when account.Email != address => new(address, RecipientFinding.OtherCapitals, account.Email),
        { MayCollect: false } => new(address, RecipientFinding.LacksCollectReport, null),
        _ => new(address, RecipientFinding.Fine, null),
    };

    // As Identity normalizes.
    private static string Normalize(string address) => address.Normalize().ToUpperInvariant();
}
