using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings.Dotdigital;

/// <summary>Takes the account from configuration at the first start, after which administrators change it.</summary>
public sealed record SeedDotdigitalAccount : IRequest<Unit>;

internal sealed class SeedDotdigitalAccountHandler(
    NpgsqlDataSource dataSource, IConfiguration configuration, DotdigitalAccounts accounts) : IRequestHandler<SeedDotdigitalAccount, Unit>
{
    public async Task<Unit> Handle(SeedDotdigitalAccount request, CancellationToken cancellationToken)
    {
        var section = configuration.GetSection("Dotdigital");
        var (user, password) = (section["User"]?.Trim(), section["Password"]);
        var isSet = !string.IsNullOrEmpty(user) && !string.IsNullOrEmpty(password);
        await dataSource.RunAsync(
            "insert into dotdigital_account (base_url, api_user, password_protected) values (@baseUrl, @user, @content) "
            + "on conflict do nothing",
            new
            {
                baseUrl = !isSet
                    ? null
                    : section["BaseUrl"] is { Length: > 0 } url ? url.Trim().TrimEnd('/') : DotdigitalAddress.FirstRegion,
                user = isSet ? user : null,
                content = isSet ? accounts.Protect(password!) : null,
            },
            cancellationToken);
        return Unit.Value;
    }
}
