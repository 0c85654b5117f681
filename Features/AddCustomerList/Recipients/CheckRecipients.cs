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
    private const string CollectingSql = "select address, account, why from collecting(@addresses)";

    private const string DomainsSql =
        "select distinct lower(split_part(email, '@', 2)) from users where email is not null limit 500";

    private sealed record Row(string Address, string? Account, string? Why);

    public async Task<IReadOnlyList<RecipientCheck>> Handle(CheckRecipients request, CancellationToken cancellationToken)
    {
        var addresses = Addresses.Parse(request.EmailTo).Found.Take(Addresses.Most).ToList();
        if (addresses.Count == 0)
        {
            return [];
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.ReadAllAsync<Row>(CollectingSql, new { addresses = addresses.ToArray() }, cancellationToken);
        var domains = (await connection.ReadAllAsync<string>(DomainsSql, cancellationToken)).ToHashSet();
        return [.. rows.Select(row => Check(row, domains))];
    }

    private static RecipientCheck Check(Row row, HashSet<string> domains) => row.Why switch
    {
        null => new(row.Address, RecipientFinding.Fine, null),
        "no_account" when MistypedDomain.Suggest(row.Address, domains) is { } suggestion =>
            new(row.Address, RecipientFinding.LooksMistyped, suggestion),
        "no_account" => new(row.Address, RecipientFinding.NoAccount, null),
        "deactivated" => new(row.Address, RecipientFinding.Deactivated, null),
        "capitals" => new(row.Address, RecipientFinding.OtherCapitals, row.Account),
        "no_role" => new(row.Address, RecipientFinding.LacksCollectReport, null),
        _ => throw new InvalidOperationException($"\"{row.Why}\" is no reason."),
    };
}
