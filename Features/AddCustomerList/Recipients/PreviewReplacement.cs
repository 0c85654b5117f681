using System.Globalization;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>What replacing an address would do. Changes nothing.</summary>
public sealed record PreviewReplacement(string From, string To) : IRequest<ReplacementPreview>;

/// <param name="Entries">The scheduled lists that hold the address.</param>
/// <param name="Check">Whether the new address could collect.</param>
/// <param name="Difference">What it changes of who gets whose data.</param>
public sealed record ReplacementPreview(IReadOnlyList<ReplacedEntry> Entries, RecipientCheck Check, AccessDifference Difference)
{
    /// <summary>What was shown, to be sent back with the confirmation.</summary>
    public string Seen => Fingerprint(Entries);

    internal static string Fingerprint(IEnumerable<ReplacedEntry> entries) =>
        string.Join(' ', entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Id}:{entry.Version}")));
}

public sealed record ReplacedEntry
{
    public long Id { get; init; }
    public int Version { get; init; }
    public required string Name { get; init; }
    public long ScheduleId { get; init; }
    public required string ScheduleName { get; init; }
    public required string CustomerListName { get; init; }
    public string[] OutputColumns { get; init; } = [];

    /// <summary>Of a list that is split the values whose parts the old address has; of others none.</summary>
    public string[] FromValues { get; init; } = [];

    /// <summary>The same of the new address.</summary>
    public string[] ToValues { get; init; } = [];

    /// <summary>The new address is there already, so the two become one.</summary>
    public bool Merges { get; init; }

    private const string Sql =
        """
        select l.id, l.version, l.name, r.schedule_id, r.schedule_name, c.name as customer_list_name, l.output_columns,
          array(select p.split_value::text from current_parts p
                where p.scheduled_list_id = l.id and p.address = @from and p.split_by is not null order by p.part_id) as from_values,
          array(select p.split_value::text from current_parts p
                where p.scheduled_list_id = l.id and p.address = @to and p.split_by is not null order by p.part_id) as to_values,
          exists (select from current_recipients t where t.scheduled_list_id = l.id and t.address = @to) as merges
        from current_recipients r
        join scheduled_lists l on l.id = r.scheduled_list_id
        join customer_lists c on c.id = r.customer_list_id
        where r.address = @from
        order by r.schedule_id, l.id
        """;

    internal static async Task<IReadOnlyList<ReplacedEntry>> FindAsync(
        NpgsqlConnection connection, string from, string to, CancellationToken cancellationToken) =>
        await connection.ReadAllAsync<ReplacedEntry>(Sql, new { from, to }, cancellationToken);
}

internal sealed class PreviewReplacementValidator : AbstractValidator<PreviewReplacement>
{
    public PreviewReplacementValidator() =>
        RuleFor(request => request.To).Custom((to, context) => ReplacementRules.Check(context.InstanceToValidate.From, to, context));
}

internal sealed class PreviewReplacementHandler(
    NpgsqlDataSource dataSource, IMediator mediator, IClock clock) : IRequestHandler<PreviewReplacement, ReplacementPreview>
{
    public async Task<ReplacementPreview> Handle(PreviewReplacement request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var entries = await ReplacedEntry.FindAsync(connection, request.From, request.To, cancellationToken);
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        var difference = await ReplacementDifference.OfAsync(
            connection, entries, request.From, request.To, catalogue, clock.GetCurrentInstant(), cancellationToken);
        var check = (await mediator.Send(new CheckRecipients(request.To), cancellationToken)).Single();
        return new ReplacementPreview(entries, check, difference);
    }
}
