namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>A value in the customer data of which no file can be made.</summary>
/// <param name="column">Its column, as people call it.</param>
/// <param name="customerId">Whose it is.</param>
internal sealed class UnreadableValueException(string column, long? customerId)
    : Exception(
        $"The \"{column}\" of {(customerId is { } id ? FormattableString.Invariant($"Customer ID {id}") : "a row")} cannot be read: dates "
        + "are from 1800 to 2200, and amounts are numbers. Put it right in the customer data; Settings > Import Data lists such rows.");
