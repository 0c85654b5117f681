using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>What an error of PostgreSQL is about, by its SQLSTATE.</summary>
public static class PostgresExceptionExtensions
{
    /// <summary>Whether it could not reckon with a value: one out of range (class 22), or an infinity (0A000).</summary>
    public static bool IsAboutValue(this PostgresException exception) =>
        exception.SqlState.StartsWith("22", StringComparison.Ordinal) || exception.SqlState == PostgresErrorCodes.FeatureNotSupported;
}
