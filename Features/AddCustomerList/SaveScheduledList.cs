using CustomerListSchedules.Features.AddCustomerList.Parts;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Audit;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>Saves both pages of Add Customer List at once.</summary>
/// <param name="EntryId">The entry, or null for a new one.</param>
/// <param name="Version">The version that the form was opened with.</param>
/// <param name="Key">Made with the form of a new entry, so that sending it twice makes one entry.</param>
/// <param name="Details">Page one.</param>
/// <param name="Output">Page two.</param>
/// <param name="Confirmed">The <see cref="AccessDifference.Seen"/> that was agreed to; null while nothing was shown.</param>
public sealed record SaveScheduledList(
    long ScheduleId, long? EntryId, int Version, Guid Key, ScheduledListDetails Details, OutputInput Output, string? Confirmed, Actor Actor)
    : IRequest<ScheduledListSaved?>;

internal sealed class SaveScheduledListValidator : AbstractValidator<SaveScheduledList>
{
    public SaveScheduledListValidator() => RuleFor(request => request.Details).SetValidator(new DetailsValidator());
}

internal sealed class SaveScheduledListHandler(IMediator mediator, NpgsqlDataSource dataSource, AuditLog audit, IClock clock)
    : IRequestHandler<SaveScheduledList, ScheduledListSaved?>
{
    public async Task<ScheduledListSaved?> Handle(SaveScheduledList request, CancellationToken cancellationToken)
    {
        request.Output.Tidy();
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        var matches = await mediator.Send(new MatchesBookings(request.Details.CustomerListId ?? 0), cancellationToken);
        if (OutputProblem(request, catalogue, matches) is { } problem)
        {
            return new ScheduledListSaved.OutputRefused(problem);
        }

        if (await RefusedSharingAsync(request, cancellationToken) is { Count: > 0 } refused)
        {
            return new ScheduledListSaved.SharingRefused(refused);
        }

        var switched = await mediator.Send(
            new CountSwitchedList(request.EntryId, request.Details.CustomerListId ?? 0), cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await StoreScheduledList.LockScheduleAsync(connection, request, cancellationToken) is null)
        {
            return null;
        }

        var result = request.EntryId is { } entryId
            ? await ChangeAsync(connection, request, entryId, catalogue, switched, cancellationToken)
            : await AddAsync(connection, request, cancellationToken);
        if (result is ScheduledListSaved.Done
            && await MisplacedThisPerformance.InScheduleAsync(connection, request.ScheduleId, cancellationToken) is { } misplaced)
        {
            return new ScheduledListSaved.CustomerListGone(misplaced);
        }

        if (result is ScheduledListSaved.Done)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return result;
    }

    private static string? OutputProblem(SaveScheduledList request, OutputCatalogue catalogue, bool matchesBookings) =>
        request.Details.SplitBy is not null && !matchesBookings ? GetPartTableHandler.NotSplit
        : request.Output.Problem(catalogue.Choices(matchesBookings), matchesBookings)
        ?? FileFormat.ProblemOf(
            request.Details.FileFormat, request.Output.Columns.Count + (request.Details.Send == SendTo.Marked ? 1 : 0), "these are");

    // Before anything is locked, since it may take seconds; a run asks again.
    private async Task<IReadOnlyList<string>> RefusedSharingAsync(SaveScheduledList request, CancellationToken cancellationToken)
    {
        var sharing = await mediator.Send(new CheckSharing(request.Details, request.Output.Columns), cancellationToken);
        return [.. sharing.Where(check => check.IsRefused).Select(check =>
            $"{Addresses.Join(check.Addresses)}: {check.Words} Take the address off, leave the contact columns out, or let the list hold "
            + "only those who have agreed.")];
    }

    private async Task<ScheduledListSaved?> AddAsync(
        NpgsqlConnection connection, SaveScheduledList request, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(connection, request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var added = await StoreScheduledList.InsertAsync(connection, request, cancellationToken);
        if (added is { } entryId)
        {
            await StoreScheduledList.SaveRecipientsAsync(connection, request, entryId, cancellationToken);
            await AuditAsync(connection, request, "scheduled_list.added", entryId, null, null, cancellationToken);
        }

        return new ScheduledListSaved.Done(request.Details.Name);
    }

    private async Task<ScheduledListSaved?> ChangeAsync(
        NpgsqlConnection connection, SaveScheduledList request, long entryId, OutputCatalogue catalogue, CustomersChange? switched,
        CancellationToken cancellationToken)
    {
        var refusal = await RefusalAsync(connection, request, cancellationToken);
        var stored = await StoredScheduledList.ReadAsync(connection, request.ScheduleId, entryId, cancellationToken);
        if (refusal is not null || stored is null)
        {
            return stored is null ? null : refusal;
        }

        if (stored.Version != request.Version)
        {
            // The same form sent twice finds its own work done.
            return Same(stored, request) ? new ScheduledListSaved.Done(stored.Name) : new ScheduledListSaved.ChangedMeanwhile();
        }

        var now = clock.GetCurrentInstant();
        var difference = await EntryDifference.OfAsync(connection, stored, request, catalogue, switched, now, cancellationToken);
        if (!difference.IsConfirmedBy(request.Confirmed))
        {
            return new ScheduledListSaved.AskFirst(difference);
        }

        var taken = stored.Recipients.Except(request.Details.Recipients).ToList();
        if (taken.Count > 0)
        {
            await UnsentMessages.CancelAsync(connection, entryId, taken, now, cancellationToken);
        }

        await StoreScheduledList.UpdateAsync(connection, request, entryId, cancellationToken);
        await StoreScheduledList.SaveRecipientsAsync(connection, request, entryId, cancellationToken);
        if (stored.SplitBy is not null || request.Details.SplitBy is not null)
        {
            await UnsentMessages.CancelUnnamedAsync(connection, entryId, now, cancellationToken);
        }

        await AuditAsync(connection, request, "scheduled_list.changed", entryId, stored, difference, cancellationToken);
        return new ScheduledListSaved.Done(request.Details.Name);
    }

    private static async Task<ScheduledListSaved?> RefusalAsync(
        NpgsqlConnection connection, SaveScheduledList request, CancellationToken cancellationToken) =>
        await StoreScheduledList.LockCustomerListAsync(connection, request, cancellationToken) is null
            ? new ScheduledListSaved.CustomerListGone()
            : null;

    private static bool Same(StoredScheduledList stored, SaveScheduledList request) =>
        stored.Name == request.Details.Name
        && stored.CustomSubject == request.Details.CustomSubject
        && stored.CustomerListId == request.Details.CustomerListId
        && stored.FileFormat == request.Details.FileFormat
        && stored.WhenEmpty == request.Details.WhenEmpty
        && stored.AtLeast == request.Details.Least
        && stored.Send == request.Details.Send
        && stored.Remind == request.Details.Remind
        && stored.Recipients.SequenceEqual(request.Details.Recipients)
        && stored.SplitBy == request.Details.SplitBy
        && stored.Parts.SequenceEqual(request.Details.Parts)
        && stored.OutputColumns.SequenceEqual(request.Output.Columns)
        && stored.RowPerBooking == request.Output.RowPerBooking
        && stored.Sort.SequenceEqual(request.Output.Sort());

    private Task AuditAsync(
        NpgsqlConnection connection, SaveScheduledList request, string action, long entryId, StoredScheduledList? stored,
        AccessDifference? difference, CancellationToken cancellationToken)
    {
        var (before, after) = (stored?.Recipients ?? [], request.Details.Recipients);
        var (parts, partsBefore) = (request.Details.Parts.Select(part => part.Words), (stored?.Parts ?? []).Select(part => part.Words));
        return audit.WriteAsync(
            connection, request.Actor, action, "scheduled_list", entryId,
            new
            {
                request.ScheduleId, request.Details.Name, request.Details.CustomerListId, request.Details.FileFormat,
                addressesAdded = after.Except(before), addressesTakenOff = before.Except(after), columns = request.Output.Columns,
                splitBy = request.Details.SplitBy, partsAdded = parts.Except(partsBefore), partsTakenOff = partsBefore.Except(parts),
                whoGetsWhat = difference is null ? null : AccessWords.Sentence(difference),
            },
            cancellationToken);
    }
}
