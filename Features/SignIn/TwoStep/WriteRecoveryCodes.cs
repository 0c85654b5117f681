using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>Recovery codes that were just shown, as a text file to keep; null unless they are all the account's own.</summary>
public sealed record WriteRecoveryCodes(Guid UserId, IReadOnlyList<string> Codes) : IRequest<string?>;

internal sealed class WriteRecoveryCodesHandler(
    NpgsqlDataSource dataSource, VenueReader venues) : IRequestHandler<WriteRecoveryCodes, string?>
{
    private const string Sql =
        """
        select u.email from users u
        where u.id = @UserId and @count > 0
          and (select count(*) from recovery_codes c where c.user_id = u.id and c.used_at is null and c.code_hash = any(@hashes)) = @count
        """;

    public async Task<string?> Handle(WriteRecoveryCodes request, CancellationToken cancellationToken)
    {
        var codes = request.Codes.Take(RecoveryCode.Count).Distinct().ToList();
        var email = await dataSource.ScalarAsync<string?>(
            Sql,
            new { request.UserId, hashes = codes.Select(code => RecoveryCode.Hash(request.UserId, code)).ToArray(), count = codes.Count },
            cancellationToken);
        return email is null
            ? null
            : $"Recovery codes of {email} for Customer List Schedules, {(await venues.ReadAsync(cancellationToken)).ClientName}.\r\n"
                + "Each lets you in once without the authenticator app. Newer codes end these.\r\n\r\n"
                + string.Join("\r\n", codes) + "\r\n";
    }
}
