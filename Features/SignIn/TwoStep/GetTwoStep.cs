using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>How an account stands with two-step sign-in.</summary>
public sealed record GetTwoStep(Guid UserId) : IRequest<TwoStepState>;

/// <param name="SetUpAt">Since when; null when it is off.</param>
/// <param name="CodesLeft">Recovery codes that were not used yet.</param>
/// <param name="Required">Whether administrators require it of staff.</param>
/// <param name="KeyLost">Whether the app's codes cannot be checked any more, because the application's protection keys were lost.</param>
public sealed record TwoStepState(Instant? SetUpAt, int CodesLeft, bool Required, bool KeyLost)
{
    public bool IsOn => SetUpAt is not null;
}

internal sealed class GetTwoStepHandler(NpgsqlDataSource dataSource, AuthenticatorKeys keys) : IRequestHandler<GetTwoStep, TwoStepState>
{
    private const string Sql =
        """
        select a.set_up_at, a.key_protected, v.require_two_step as required,
          (select count(*)::int from recovery_codes c where c.user_id = a.user_id and c.used_at is null) as codes_left
        from venue_settings v
        left join authenticators a on a.user_id = @UserId
        """;

    private sealed record Row(Instant? SetUpAt, byte[]? KeyProtected, bool Required, int CodesLeft);

    public async Task<TwoStepState> Handle(GetTwoStep request, CancellationToken cancellationToken)
    {
        var row = await dataSource.ReadSingleAsync<Row>(Sql, new { request.UserId }, cancellationToken);
        var lost = row.KeyProtected is { } stored && keys.Open(request.UserId, stored) is null;
        return new TwoStepState(row.SetUpAt, row.CodesLeft, row.Required, lost);
    }
}
