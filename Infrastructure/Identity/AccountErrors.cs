using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>Identity's refusals in words for a person.</summary>
internal sealed class AccountErrors : IdentityErrorDescriber
{
    public override IdentityError DuplicateEmail(string email) => Duplicate();

    public override IdentityError DuplicateUserName(string userName) => Duplicate();

    private static IdentityError Duplicate() => new()
    {
        Code = "Email", Description = "There is an account with this address already. Capitals alone do not make it another address.",
    };
}
