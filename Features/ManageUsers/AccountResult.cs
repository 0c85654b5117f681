using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>What became of a change of an account.</summary>
public abstract record AccountResult
{
    public sealed record Done : AccountResult;

    /// <param name="Field">The field that was refused ("" for the whole form).</param>
    /// <param name="Why">Why, in words for a person.</param>
    public sealed record Refused(string Field, string Why) : AccountResult;
}
