using System.Text.Json;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.NotifyStaff;

/// <summary>One thing that owner and administrators are told of.</summary>
/// <param name="ScheduleName">Its heading.</param>
/// <param name="Words">What happened, in plain words.</param>
/// <param name="Path">Where to look, below the base address.</param>
public sealed record NoticeItem(string ScheduleName, string Words, string Path);
