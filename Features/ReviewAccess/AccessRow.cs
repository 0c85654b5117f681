using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.RunCustomerList;
using NodaTime;

namespace CustomerListSchedules.Features.ReviewAccess;

/// <summary>One address in one scheduled list: what it receives, or may run.</summary>
public sealed record AccessRow
{
    public required string Address { get; init; }
    public long ScheduleId { get; init; }
    public required string ScheduleName { get; init; }
    public long EntryId { get; init; }
    public required string Name { get; init; }
    public long CustomerListId { get; init; }
    public required string CustomerListName { get; init; }
    public required string FileFormat { get; init; }
    public string Send { get; init; } = "";
    public string WhenEmpty { get; init; } = "";
    public int? AtLeast { get; init; }
    public bool RunOnDemand { get; init; }
    public bool RunAsSchedule { get; init; }
    public bool Paused { get; init; }
    public Instant? NextRunAt { get; init; }
    public Instant? LastCollectedAt { get; init; }

    /// <summary>Of a list that is split the values whose parts the address has; of others none.</summary>
    public string[] Values { get; init; } = [];

    public string FormatName => RunCustomerList.FileFormat.NameOf(FileFormat);

    /// <summary>Whom it sends, and when, in a few words; null where everyone is sent as ever.</summary>
    public string? Sends => SendWords.Of(Send, WhenEmpty, AtLeast);

    public string How => (RunAsSchedule, RunOnDemand) switch
    {
        (true, true) => "Receives it, and may run it",
        (true, false) => "Receives it",
        _ => "May run it",
    } + (Paused ? " (paused)" : "");

    internal const string Columns =
        """
        r.address, r.schedule_id, r.schedule_name, l.id as entry_id, l.name, c.id as customer_list_id, c.name as customer_list_name,
          r.file_format, l.send, l.when_empty, l.at_least, r.run_on_demand, r.run_as_schedule, r.paused_at is not null as paused,
          case when r.paused_at is null then r.next_run_at end as next_run_at,
          array(
            select p.split_value::text
            from current_parts p
            where p.scheduled_list_id = l.id and p.address = r.address and p.split_by is not null
            order by lower(p.split_value), p.split_value) as values,
          (select max(w.downloaded_at) from downloads w
           join deliveries d on d.file_id = w.file_id and d.scheduled_list_id = l.id
           join users u on u.id = w.user_id and u.email collate "C" = r.address
           where w.completed) as last_collected_at
        """;

    internal const string From =
        """
        from current_recipients r
        join scheduled_lists l on l.id = r.scheduled_list_id
        join customer_lists c on c.id = r.customer_list_id
        """;
}
