using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>
/// Puts one address in the place of another in every scheduled list, exactly as it was previewed. The old address's rights end
/// at once, as when it is taken off; the new one gets what is made from now on.
/// </summary>
/// <param name="From">The address as it stands, capitals included.</param>
/// <param name="To">The address to be, capitals included.</param>
/// <param name="Seen">The preview's <see cref="ReplacementPreview.Seen"/>.</param>
public sealed record ReplaceRecipient(string From, string To, string Seen, Actor Actor) : IRequest<ReplaceResult>
{
    /// <summary>The <see cref="AccessDifference.Seen"/> that was agreed to; null where only the lists themselves were shown.</summary>
    public string? Confirmed { get; init; }
}

public abstract record ReplaceResult
{
    /// <param name="Entries">In how many scheduled lists it was replaced.</param>
    public sealed record Done(int Entries) : ReplaceResult;

    /// <summary>One of them was changed since the preview, or what it changes has grown; nothing was replaced.</summary>
    public sealed record ChangedMeanwhile : ReplaceResult;
}

internal sealed class ReplaceRecipientValidator : AbstractValidator<ReplaceRecipient>
{
    public ReplaceRecipientValidator() =>
        RuleFor(request => request.To).Custom((to, context) => ReplacementRules.Check(context.InstanceToValidate.From, to, context));
}

internal sealed class ReplaceRecipientHandler(
    NpgsqlDataSource dataSource, IMediator mediator, AuditLog audit, IClock clock) : IRequestHandler<ReplaceRecipient, ReplaceResult>
{
    // Whoever adds to or changes a schedule waits for its row.
    private const string LockSql =
        """
        select s.id
        from schedules s
        where s.id in (select schedule_id from current_recipients where address = @From)
        order by s.id
        for no key update
        """;

    private const string ReplaceSql =
        """
        with parts as (
          insert into scheduled_list_parts (scheduled_list_id, value, address, position)
          select @Id, value, @To, position from scheduled_list_parts where scheduled_list_id = @Id and address = @From
          on conflict (scheduled_list_id, address, key) do nothing),
        gone as (
          delete from scheduled_list_recipients where scheduled_list_id = @Id and address = @From returning position),
        put as (
          insert into scheduled_list_recipients (scheduled_list_id, address, position)
          select @Id, @To, position from gone
          on conflict (scheduled_list_id, address) do update set position = least(scheduled_list_recipients.position, excluded.position))
        update scheduled_lists set version = version + 1 where id = @Id
        """;

    public async Task<ReplaceResult> Handle(ReplaceRecipient request, CancellationToken cancellationToken)
    {
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(LockSql, new { request.From }, cancellationToken);
        var entries = await ReplacedEntry.FindAsync(connection, request.From, request.To, cancellationToken);
        var now = clock.GetCurrentInstant();
        if (ReplacementPreview.Fingerprint(entries) != request.Seen
            || (request.Confirmed is { } confirmed && !(await DifferenceAsync(entries)).IsConfirmedBy(confirmed)))
        {
            return new ReplaceResult.ChangedMeanwhile();
        }

        foreach (var entry in entries)
        {
            var difference = await DifferenceAsync([entry]);
            await UnsentMessages.CancelAsync(connection, entry.Id, [request.From], now, cancellationToken);
            await connection.RunAsync(ReplaceSql, new { entry.Id, request.From, request.To }, cancellationToken);
            await audit.WriteAsync(
                connection, request.Actor, "scheduled_list.address_replaced", "scheduled_list", entry.Id,
                new
                {
                    entry.ScheduleId, entry.Name,
                    addressesAdded = entry.Merges ? [] : new[] { request.To }, addressesTakenOff = new[] { request.From },
                    whoGetsWhat = AccessWords.Sentence(difference),
                },
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new ReplaceResult.Done(entries.Count);

        Task<AccessDifference> DifferenceAsync(IReadOnlyList<ReplacedEntry> entries) => ReplacementDifference.OfAsync(
            connection, entries, request.From, request.To, catalogue, now, cancellationToken);
    }
}
