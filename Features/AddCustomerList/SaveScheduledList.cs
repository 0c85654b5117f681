using CustomerListSchedules.Features.BuildCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using Dapper;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>Saves both pages of Add Customer List at once.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="EntryId">The entry, or null for a new one.</param>
/// <param name="Version">The version that the form was opened with.</param>
/// <param name="Key">Made with the form of a new entry, so that sending it twice makes one entry.</param>
/// <param name="Details">Page one.</param>
/// <param name="Output">Page two.</param>
/// <param name="Confirmed">The addresses, joined, whose loss of access was agreed to.</param>
/// <param name="Actor">Who.</param>
public sealed record SaveScheduledList(
    long ScheduleId, long? EntryId, int Version, Guid Key, ScheduledListDetails Details, OutputInput Output, string? Confirmed, Actor Actor)
    : IRequest<SaveResult>
{
    internal sealed class Validator : AbstractValidator<SaveScheduledList>
    {
        public Validator() => RuleFor(request => request.Details).SetValidator(new DetailsValidator());
    }

    internal sealed class Handler(IMediator mediator, NpgsqlDataSource dataSource, AuditLog audit, IClock clock)
        : IRequestHandler<SaveScheduledList, SaveResult>
    {
        // Whoever adds to or changes a schedule waits for its row.
        private const string LockSql =
            """
            select id from schedules
            where id = @scheduleId and deleted_at is null and action = 'deliver_customer_list'
            for no key update
            """;

        private const string CustomerListSql =
            "select name from customer_lists where id = @customerListId and deleted_at is null for share";

        private const string InsertSql =
            """
            insert into scheduled_lists (schedule_id, position, name, customer_list_id, custom_subject, file_format,
              output_columns, sort_by, when_empty, idempotency_key)
            select @scheduleId, coalesce(max(position), 0) + 1, @name, @customerListId, @subject, @fileFormat,
              @columns, @sortBy::jsonb, @whenEmpty, @key
            from scheduled_lists
            where schedule_id = @scheduleId
            on conflict (idempotency_key) do nothing
            returning id
            """;

        private const string UpdateSql =
            """
            update scheduled_lists
            set name = @name, customer_list_id = @customerListId, custom_subject = @subject, file_format = @fileFormat,
              output_columns = @columns, sort_by = @sortBy::jsonb, when_empty = @whenEmpty, version = version + 1
            where id = @entryId and schedule_id = @scheduleId and deleted_at is null and version = @version
            """;

        private const string RecipientsSql =
            """
            with typed as (select address, position from unnest(@addresses) with ordinality typed (address, position)),
            gone as (
              delete from scheduled_list_recipients
              where scheduled_list_id = @entryId and address <> all(@addresses))
            insert into scheduled_list_recipients (scheduled_list_id, address, position)
            select @entryId, address, position from typed
            on conflict (scheduled_list_id, address) do update set position = excluded.position
            """;

        public async Task<SaveResult> Handle(SaveScheduledList request, CancellationToken cancellationToken)
        {
            request.Output.Tidy();
            var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
            if (OutputProblem(request, catalogue) is { } problem)
            {
                return new SaveResult.OutputRefused(problem);
            }

            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var result = request.EntryId is { } entryId
                ? await ChangeAsync(connection, request, entryId, cancellationToken)
                : await AddAsync(connection, request, cancellationToken);
            if (result is SaveResult.Saved)
            {
                await transaction.CommitAsync(cancellationToken);
            }

            return result;
        }

        private static string? OutputProblem(SaveScheduledList request, OutputCatalogue catalogue) =>
            request.Output.Problem(catalogue.Choices())
            ?? (request.Details.FileFormat == "docx" && request.Output.Columns.Count > FileFormat.MostMailMergeColumns
                ? $"A Mail Merge document has at most {FileFormat.MostMailMergeColumns} columns; these are {request.Output.Columns.Count}. Remove some, or choose another file format."
                : null);

        private async Task<SaveResult> AddAsync(NpgsqlConnection connection, SaveScheduledList request, CancellationToken cancellationToken)
        {
            if (await RefusalAsync(connection, request, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            var added = await connection.ExecuteScalarAsync<long?>(Command(InsertSql, request, null, cancellationToken));
            if (added is { } entryId)
            {
                await connection.ExecuteAsync(Command(RecipientsSql, request, entryId, cancellationToken));
                await AuditAsync(connection, request, "scheduled_list.added", entryId, [], cancellationToken);
            }

            return new SaveResult.Saved(request.Details.Name);
        }

        private async Task<SaveResult> ChangeAsync(
            NpgsqlConnection connection, SaveScheduledList request, long entryId, CancellationToken cancellationToken)
        {
            var refusal = await RefusalAsync(connection, request, cancellationToken);
            var stored = await StoredScheduledList.ReadAsync(connection, request.ScheduleId, entryId, cancellationToken);
            if (refusal is not null || stored is null)
            {
                return stored is null ? new SaveResult.NotFound() : refusal!;
            }

            if (stored.Version != request.Version)
            {
                // The same form sent twice finds its own work done.
                return Same(stored, request) ? new SaveResult.Saved(stored.Name) : new SaveResult.ChangedMeanwhile();
            }

            var taken = stored.Recipients.Except(request.Details.Recipients).ToList();
            if (taken.Count > 0)
            {
                var now = clock.GetCurrentInstant();
                var lost = await AccessOf.CountAsync(connection, entryId, taken, now, cancellationToken);
                if (lost.Any && request.Confirmed != Addresses.Join(taken))
                {
                    return new SaveResult.AskFirst(Addresses.Join(taken), lost);
                }

                await AccessOf.CancelAsync(connection, entryId, taken, now, cancellationToken);
            }

            await connection.ExecuteAsync(Command(UpdateSql, request, entryId, cancellationToken));
            await connection.ExecuteAsync(Command(RecipientsSql, request, entryId, cancellationToken));
            await AuditAsync(connection, request, "scheduled_list.changed", entryId, stored.Recipients, cancellationToken);
            return new SaveResult.Saved(request.Details.Name);
        }

        private static async Task<SaveResult?> RefusalAsync(
            NpgsqlConnection connection, SaveScheduledList request, CancellationToken cancellationToken)
        {
            if (await connection.ExecuteScalarAsync<long?>(Command(LockSql, request, null, cancellationToken)) is null)
            {
                return new SaveResult.NotFound();
            }

            return await connection.ExecuteScalarAsync<string?>(Command(CustomerListSql, request, null, cancellationToken)) is null
                ? new SaveResult.CustomerListGone()
                : null;
        }

        private static bool Same(StoredScheduledList stored, SaveScheduledList request) =>
            stored.Name == request.Details.Name
            && stored.CustomSubject == request.Details.CustomSubject
            && stored.CustomerListId == request.Details.CustomerListId
            && stored.FileFormat == request.Details.FileFormat
            && stored.WhenEmpty == request.Details.WhenEmpty
            && stored.Recipients.SequenceEqual(request.Details.Recipients)
            && stored.OutputColumns.SequenceEqual(request.Output.Columns)
            && stored.Sort.SequenceEqual(request.Output.Sort());

        private Task AuditAsync(
            NpgsqlConnection connection, SaveScheduledList request, string action, long entryId, string[] before, CancellationToken cancellationToken)
        {
            var after = request.Details.Recipients;
            return audit.WriteAsync(
                connection, request.Actor, action, "scheduled_list", entryId,
                new
                {
                    request.ScheduleId, request.Details.Name, request.Details.CustomerListId, request.Details.FileFormat,
                    addressesAdded = after.Except(before), addressesTakenOff = before.Except(after), columns = request.Output.Columns,
                },
                cancellationToken);
        }

        private static CommandDefinition Command(string sql, SaveScheduledList request, long? entryId, CancellationToken cancellationToken) => new(
            sql,
            new
            {
                request.ScheduleId,
                entryId,
                request.Version,
                request.Key,
                request.Details.Name,
                subject = request.Details.CustomSubject is { Length: > 0 } subject ? subject : null,
                request.Details.CustomerListId,
                request.Details.FileFormat,
                request.Details.WhenEmpty,
                columns = request.Output.Columns.ToArray(),
                sortBy = SortBy.ToJson(request.Output.Sort().Select(by => new SortBy(by.Column, by.Descending))),
                addresses = request.Details.Recipients.ToArray(),
            },
            cancellationToken: cancellationToken);
    }
}
