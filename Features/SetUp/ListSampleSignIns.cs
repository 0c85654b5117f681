using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp;

/// <summary>
/// The active accounts of the sample venue, and their passwords where this node made them. Production does not start with any.
/// </summary>
public sealed record ListSampleSignIns : IRequest<IReadOnlyList<KnownSignIn>>;

/// <param name="Password">Null where another node, or an earlier version, made the account.</param>
public sealed record KnownSignIn(SampleSignIn Account, string? Password);

internal sealed class ListSampleSignInsHandler(NpgsqlDataSource dataSource, SamplePasswords passwords, IHostEnvironment environment)
    : IRequestHandler<ListSampleSignIns, IReadOnlyList<KnownSignIn>>
{
    /// <exception cref="CannotStartException">This is Production.</exception>
    public async Task<IReadOnlyList<KnownSignIn>> Handle(ListSampleSignIns request, CancellationToken cancellationToken)
    {
        var addresses = (await dataSource.ReadAllAsync<string>(
            "select email from users where is_sample and deactivated_at is null order by email", cancellationToken)).ToHashSet();
        if (environment.IsProduction() && addresses.Count > 0)
        {
            throw new CannotStartException(
                $"This database has sample accounts that are active ({string.Join(", ", addresses)}): whoever tried it out may sign in. "
                + "Start the application once with the command deactivate-sample-accounts, or use another database.");
        }

        var known = passwords.Known();
        return
        [
            .. SampleSignIns.All.Where(account => addresses.Contains(account.Email))
                .Select(account => new KnownSignIn(account, known.GetValueOrDefault(account.Email))),
        ];
    }
}
