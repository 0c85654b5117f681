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

/// <summary>A file is never silently short.</summary>
internal sealed class RowCountException(long members, long rows)
    : Exception(FormattableString.Invariant($"The list has {members:N0} customers but {rows:N0} rows were written, so the file was not kept."));
