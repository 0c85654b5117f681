namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>Configuration section <c>Delivery</c>, where it is about the queries of lists.</summary>
public sealed record QueryOptions
{
    /// <summary>Longest time a list's query may take.</summary>
    public int StatementMinutes { get; init; } = 60;

    /// <summary>The same as PostgreSQL writes it.</summary>
    public string StatementLimit => $"{StatementMinutes}min";
}
