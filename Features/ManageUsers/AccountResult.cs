using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>What became of a change of an account.</summary>
/// <param name="Id">The account; null when nothing was changed.</param>
/// <param name="Field">The field that was refused ("" for the whole form); null when the account was not found.</param>
/// <param name="Why">Why, in words for a person.</param>
public sealed record AccountResult(Guid? Id, string? Field = null, string? Why = null)
{
    public static readonly AccountResult NotFound = new(null, null);

    public bool IsNotFound => Id is null && Field is null;

    public static AccountResult Refused(string field, string why) => new(null, field, why);
}
