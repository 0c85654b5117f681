using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Files;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>Why making a file failed, in words for staff, and whether trying again may help.</summary>
internal sealed record FailureWords(string Reason, bool MayPass)
{
    public static FailureWords For(Exception exception) => exception switch
    {
        RowCountException e => new(e.Message, MayPass: true),
        DefinitionException e => new($"The Customer List cannot be run: {e.Message}", MayPass: false),
        TooManyRowsException or TooManyColumnsException => new(exception.Message, MayPass: false),
        UnreadableValueException e => new(e.Message, MayPass: false),
        DamagedFileException e => new($"The file could not be read back as it was written: {e.Message}", MayPass: true),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            new("The Customer List took longer than the longest time allowed for a query.", MayPass: true),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new("The database server's disk is full.", MayPass: true),
        PostgresException e => new($"The database refused the query of this Customer List (code {e.SqlState}).", MayPass: true),
        NpgsqlException => new("The connection to the database was lost.", MayPass: true),
        _ =>
            new($"Making the file failed unexpectedly ({exception.GetType().Name}); the application's log has the details.", MayPass: true),
    };
}
