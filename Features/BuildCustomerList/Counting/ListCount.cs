using System.Data;
using System.Diagnostics;
using System.Text.Json;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>The count of a list and its first rows.</summary>
/// <param name="Total">Customers.</param>
/// <param name="Bookings">Bookings that matched, where each has a row; null where each customer has one.</param>
public sealed record ListCount(Guid Id, string State, long? Total, long? Bookings, ListPreview? Preview, string? Reason)
{
    public bool Running => State == CountStates.Running;
}
