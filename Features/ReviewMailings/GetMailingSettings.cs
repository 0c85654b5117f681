using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>Mailing Categories and when a mailing is held.</summary>
public sealed record GetMailingSettings : IRequest<MailingSettings>;

public sealed record MailingSettings(IReadOnlyList<MailingCategory> Categories, GuardInput Guard);

public sealed record MailingCategory
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public bool Retired { get; init; }
    public int Version { get; init; }

    /// <summary>How many integrated emails have it.</summary>
    public long Used { get; init; }
}

/// <summary>When a mailing is held, as typed.</summary>
public sealed class GuardInput
{
    public int MoreThanTimes { get; set; }
    public int LessThanOneIn { get; set; }
    public int RunsCompared { get; set; }
    public int NeverBelow { get; set; }
    public int FirstSendAbove { get; set; }
    public int Version { get; set; }
}

internal sealed class GetMailingSettingsHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetMailingSettings, MailingSettings>
{
    private const string Sql =
        """
        select k.id, k.name, k.retired_at is not null as retired, k.version,
          (select count(*) from integrated_emails e join schedules s on s.id = e.schedule_id
           where e.mailing_category_id = k.id and e.deleted_at is null and s.deleted_at is null) as used
        from mailing_categories k
        order by k.retired_at is not null, lower(k.name);

        select more_than_times, less_than_one_in, runs_compared, never_below, first_send_above, version from mailing_settings;
        """;

    public Task<MailingSettings> Handle(GetMailingSettings request, CancellationToken cancellationToken) =>
        dataSource.ReadResultsAsync(
            Sql, null,
            async results => new MailingSettings(
                [.. await results.ReadAsync<MailingCategory>()], await results.ReadSingleAsync<GuardInput>()),
            cancellationToken);
}
