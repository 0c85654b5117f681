using System.Data;
using System.Text.Json;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Files;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <param name="Id">The row in <c>list_exports</c>.</param>
/// <param name="ListId">The list.</param>
/// <param name="ListName">Its name, which the file gets.</param>
/// <param name="Snapshot">What is run, whatever is edited meanwhile.</param>
/// <param name="FileFormat">csv, xlsx or docx.</param>
/// <param name="Catalogue">The output catalogue of now.</param>
/// <param name="Actor">Who runs it.</param>
internal sealed record ListExportRequest(
    Guid Id, long ListId, string ListName, string Snapshot, string FileFormat, OutputCatalogue Catalogue, Actor Actor);
