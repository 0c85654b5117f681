using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>Whom two-step sign-in is for.</summary>
public sealed class TwoStepOptions
{
    /// <summary>
    /// Accounts with any of these roles are asked for a second step where they have one, and must have one where that is required.
    /// </summary>
    public IReadOnlyList<string> Roles { get; set; } = [];
}
