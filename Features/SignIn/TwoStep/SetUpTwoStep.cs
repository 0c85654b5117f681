using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>Turns two-step sign-in on, or moves it to another app; the account's other sessions end.</summary>
/// <param name="UserId">The signed-in account.</param>
/// <param name="Offer">The key that the form showed, as <see cref="AuthenticatorKeys.Offer"/> made it.</param>
/// <param name="Code">What the app shows for it.</param>
public sealed record SetUpTwoStep(Guid UserId, string Offer, string Code, PasswordAnswer.Given Password, Actor Actor)
    : IRequest<TwoStepChange>;

public abstract record TwoStepChange
{
    /// <param name="Codes">New recovery codes, to be shown once.</param>
    public sealed record Done(IReadOnlyList<string> Codes) : TwoStepChange;

    /// <param name="Field">The field that was refused.</param>
    /// <param name="Why">Why, in words for a person.</param>
    public sealed record Refused(string Field, string Why) : TwoStepChange;
}

internal sealed class SetUpTwoStepHandler(
    NpgsqlDataSource dataSource, AuthenticatorKeys keys, AuditLog audit, IClock clock)
    : IRequestHandler<SetUpTwoStep, TwoStepChange>
{
    private const string StoreSql =
        """
        insert into authenticators (user_id, key_protected, last_step, set_up_at)
        values (@UserId, @stored, @step, @now)
        on conflict (user_id) do update set key_protected = excluded.key_protected, last_step = excluded.last_step,
          set_up_at = excluded.set_up_at
        """;

    public async Task<TwoStepChange> Handle(SetUpTwoStep request, CancellationToken cancellationToken)
    {
        if (keys.Accept(request.UserId, request.Offer) is not { } key)
        {
            return new TwoStepChange.Refused("", "This page was open for too long. Scan the new code.");
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var replaces = await connection.ScalarAsync<bool>(
            "select exists (select from authenticators a where a.user_id = u.id) from users u where u.id = @UserId for no key update of u",
            new { request.UserId },
            cancellationToken);
        var now = clock.GetCurrentInstant();
        if (Totp.Match(key, request.Code, now, after: 0) is not { } step)
        {
            return new TwoStepChange.Refused(
                nameof(request.Code), "That is not the code that the app shows now. Check that the telephone's time is right.");
        }

        await connection.RunAsync(
            StoreSql, new { request.UserId, stored = keys.Protect(request.UserId, key), step, now }, cancellationToken);
        var codes = await TwoStepRows.NewCodesAsync(connection, request.UserId, cancellationToken);
        await TwoStepRows.EndSessionsAsync(connection, request.UserId, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, replaces ? "account.two_step_moved" : "account.two_step_set_up", "account", request.UserId, null,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new TwoStepChange.Done(codes);
    }
}
