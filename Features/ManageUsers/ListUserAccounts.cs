using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>The accounts of a scope, by name: first those that somebody tries to enter in vain, last those that are deactivated.</summary>
/// <param name="Scope">Whose accounts.</param>
/// <param name="Search">Part of a name or an address, or nothing.</param>
public sealed record ListUserAccounts(AccountScope Scope, string? Search) : IRequest<UserAccountList>
{
    /// <summary>Whoever has more accounts searches.</summary>
    public const int Most = 1000;
}

/// <param name="Accounts">At most <see cref="ListUserAccounts.Most"/>.</param>
/// <param name="AreMore">Whether there are more than these.</param>
public sealed record UserAccountList(IReadOnlyList<UserAccountRow> Accounts, bool AreMore);

/// <summary>One account, for lists and forms.</summary>
public sealed class UserAccountRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Email { get; init; } = "";

    /// <summary>Of a partner: whose account it is; null where nobody says.</summary>
    public string? Company { get; init; }

    public string[] Roles { get; init; } = [];

    public bool MustChangePassword { get; init; }

    public Instant? DeactivatedAt { get; init; }

    /// <summary>Until when the account is closed to somebody after failed sign-ins; not to whoever signed in before.</summary>
    public Instant? LockedUntil { get; init; }

    public Instant? LastSignedInAt { get; init; }

    /// <summary>Since when the account has a second step; null when it has none.</summary>
    public Instant? TwoStepSince { get; init; }

    /// <summary>Whether the account is to set up a second step before it does anything else.</summary>
    public bool MustSetUpTwoStep { get; init; }

    /// <summary>What every form about the account carries.</summary>
    public string Version { get; init; } = "";

    public bool IsActive => DeactivatedAt is null;

    public bool IsStaff => Roles.Any(Features.Shared.Roles.Staff.Contains);

    internal const string LockedUntilSql =
        """
        (select max(f.forgotten_at) from sign_in_failures f
            where f.account = u.normalized_email and f.failures >= f.most and f.forgotten_at > @now)
        """;

    internal const string Columns =
        $"""
        u.id, u.name, u.email, u.company, u.must_change_password, u.deactivated_at, u.concurrency_stamp as version,
          {LockedUntilSql} as locked_until,
          array(select r.name::text from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = u.id order by r.name) as roles,
          (select t.set_up_at from authenticators t where t.user_id = u.id) as two_step_since,
          exists (select from venue_settings where require_two_step) and not exists (select from authenticators t where t.user_id = u.id)
            and exists (
            select from user_roles ur join roles r on r.id = ur.role_id
            where ur.user_id = u.id and r.name <> '{Features.Shared.Roles.CollectReport}') as must_set_up_two_step,
          (select max(a.at) from audit a where a.subject_type = 'account' and a.subject_id = u.id::text and a.action = 'account.signed_in')
            as last_signed_in_at
        """;
}

internal sealed class ListUserAccountsHandler(
    NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<ListUserAccounts, UserAccountList>
{
    private const string Sql =
        $"""
        select {UserAccountRow.Columns}
        from users u
        where {AccountScopes.Sql}
          and (@search = '' or position(lower(@search) in lower(concat_ws(' ', u.name, u.email, u.company))) > 0)
        order by u.deactivated_at is not null, {UserAccountRow.LockedUntilSql} is null, lower(u.name), lower(u.email)
        limit @limit
        """;

    public async Task<UserAccountList> Handle(ListUserAccounts request, CancellationToken cancellationToken)
    {
        var rows = await dataSource.ReadAllAsync<UserAccountRow>(
            Sql,
            new
            {
                everyone = request.Scope.IsEveryone(), search = request.Search?.Trim() ?? "", now = clock.GetCurrentInstant(),
                limit = ListUserAccounts.Most + 1,
            },
            cancellationToken);
        return new UserAccountList([.. rows.Take(ListUserAccounts.Most)], rows.Count > ListUserAccounts.Most);
    }
}
