using System.Text.Json;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Audit;

/// <summary>Who does something: written to the audit with each change.</summary>
/// <param name="UserId">The account, where one is known.</param>
/// <param name="Name">Its e-mail address, or the part of the application that acts by itself.</param>
/// <param name="FromAddress">The remote network address.</param>
public sealed record Actor(Guid? UserId, string Name, string? FromAddress)
{
    public static readonly Actor System = new(null, "Customer List Schedules", null);
}
