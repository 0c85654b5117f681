using CustomerListSchedules.Infrastructure.Scheduling;
using System.Data;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Web;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>A file that is stored but not yet anybody's; no file when the list is empty.</summary>
internal sealed record MadeFile(
    long? FileId, StoredFileContent? Content, long Rows, IReadOnlyList<ResolvedDateMetric> DateMetrics, string Description, string? Notes);
