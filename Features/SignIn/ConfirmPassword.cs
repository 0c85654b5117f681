using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>Asks whoever acts for their password, before a change that a session found open must not make.</summary>
/// <param name="Typed">What was typed; where that is nothing, a password that was given in this session within 5 minutes holds.</param>
/// <param name="ForWhat">What for, for the audit.</param>
public sealed record ConfirmPassword(Guid UserId, Guid SessionId, string Typed, string ForWhat, Actor Actor) : IRequest<PasswordAnswer>;

/// <summary>A change that takes the password has a <see cref="Given"/> as its parameter, so that nobody forgets to ask.</summary>
public abstract record PasswordAnswer
{
    public sealed record Given : PasswordAnswer;

    /// <summary>Nothing was typed, and it was not given lately.</summary>
    public sealed record NotTyped : PasswordAnswer;

    public sealed record Wrong : PasswordAnswer;

    /// <summary>Too many others wait: nothing was checked.</summary>
    public sealed record Busy : PasswordAnswer;

    /// <summary>Too many wrong ones in a row.</summary>
    public sealed record SessionEnded : PasswordAnswer;
}

internal sealed class ConfirmPasswordHandler(SessionPasswords passwords) : IRequestHandler<ConfirmPassword, PasswordAnswer>
{
    public async Task<PasswordAnswer> Handle(ConfirmPassword request, CancellationToken cancellationToken)
    {
        if (request.Typed.Length == 0)
        {
            return await passwords.IsGivenAsync(request.SessionId, cancellationToken)
                ? new PasswordAnswer.Given()
                : new PasswordAnswer.NotTyped();
        }

        return await passwords.CheckAsync(
            request.SessionId, request.UserId, request.Typed, request.ForWhat, request.Actor, cancellationToken) switch
        {
            PasswordCheck.Right => new PasswordAnswer.Given(),
            PasswordCheck.Wrong => new PasswordAnswer.Wrong(),
            PasswordCheck.Busy => new PasswordAnswer.Busy(),
            _ => new PasswordAnswer.SessionEnded(),
        };
    }
}
