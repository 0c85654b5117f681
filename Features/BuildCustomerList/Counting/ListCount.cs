using System.Data;
using System.Diagnostics;
using System.Text.Json;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>The count of a list and its first customers.</summary>
public sealed record ListCount(Guid Id, string State, long? Total, ListPreview? Preview, string? Reason)
{
    public bool Running => State == CountStates.Running;
}
