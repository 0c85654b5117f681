using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Writers;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewAccess;

/// <summary>Who gets what, as a CSV file: a row an address and scheduled list. That it was taken is in the audit.</summary>
/// <param name="Search">Part of an address; blank for all.</param>
/// <returns>A temporary file at its start, deleted when it is closed.</returns>
public sealed record ExportAccess(string Search, Actor Actor) : IRequest<Stream>;

internal sealed class ExportAccessHandler(
    NpgsqlDataSource dataSource, VenueReader venues, AuditLog audit) : IRequestHandler<ExportAccess, Stream>
{
    private const string Sql =
        $"""
        select x.address, x.schedule_name, concat_ws(': ', x.name, nullif(array_to_string(x.values, ', '), '')), x.customer_list_name,
          x.file_format, x.run_as_schedule, x.run_on_demand, x.paused,
          x.next_run_at, x.last_collected_at,
          case why_not_collect(
              x.address, u.id, u.email, u.deactivated_at, exists (select from collectors c where c.address = x.address)) collate "C"
            when 'no_account' then @none
            when 'deactivated' then @deactivated
            when 'capitals' then @differs
            when 'no_role' then @lacks
            else @can
          end as account
        from (select {AccessRow.Columns} {AccessRow.From} where strpos(lower(r.address), lower(@search)) > 0) x
        left join users u on u.normalized_email = normalized_address(x.address)
        order by lower(x.address), x.address, lower(x.schedule_name), x.schedule_id, x.entry_id
        """;

    private static readonly (string Name, string Words)[] AccountWords =
    [
        ("none", "No User Account"), ("deactivated", "User Account deactivated"), ("differs", CapitalsWords.AccountDiffers),
        ("lacks", $"User Account lacks {Roles.CollectReport}"), ("can", "Can collect"),
    ];

    private static readonly FileColumn[] Columns =
    [
        new("Address", FileColumnKind.Text), new("Schedule", FileColumnKind.Text), new("Name", FileColumnKind.Text),
        new("Customer List", FileColumnKind.Text),
        new("File format", FileColumnKind.Text), new("Run as schedule", FileColumnKind.YesNo), new("Run on demand", FileColumnKind.YesNo),
        new("Paused", FileColumnKind.YesNo), new("Next occurrence", FileColumnKind.Instant), new("Last collected", FileColumnKind.Instant),
        new("Account", FileColumnKind.Text),
    ];

    public async Task<Stream> Handle(ExportAccess request, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.AddWithValue("search", request.Search.Trim());
        foreach (var (name, words) in AccountWords)
        {
            command.Parameters.AddWithValue(name, words);
        }

        return await TemporaryCsv.WriteAsync(
            command, Columns, venue.Zone,
            () => audit.WriteAsync(connection, request.Actor, "access.exported", null, null, new { request.Search }, cancellationToken),
            cancellationToken);
    }
}
