using CustomerListSchedules.Features.AddCustomerList.Parts;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.RunCustomerList.Agreement;
using CustomerListSchedules.Features.Shared.Outside;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>
/// Whether everybody on a list has agreed to be shared with those outside who are to get it, where they are to get contact columns: told by
/// who is on it now. Nothing where the venue does not ask, nobody is outside, or no contact column is shown.
/// </summary>
/// <param name="Details">Page one as typed; what is no address is left out.</param>
/// <param name="Columns">The columns; while there are none, the list's own, which it starts with.</param>
public sealed record CheckSharing(ScheduledListDetails Details, IReadOnlyList<string> Columns) : IRequest<IReadOnlyList<SharingCheck>>;

/// <param name="Part">Of a list that is split, the value whose part it is about.</param>
/// <param name="Addresses">Those outside whom it is about, of one company.</param>
/// <param name="Company">The company; null where none is known.</param>
/// <param name="Refuses">Whether they would be left out.</param>
/// <param name="NotAgreed">How many have not agreed; null where counting took too long.</param>
/// <param name="Customers">How many are on the list, or in the part.</param>
public sealed record SharingCheck(
    string? Part, IReadOnlyList<string> Addresses, string? Company, bool Refuses, long? NotAgreed, long Customers)
{
    /// <summary>Whether it is known that contact columns would go to them that may not.</summary>
    public bool IsRefused => Refuses && NotAgreed > 0;

    public string Words => (Part is null ? "" : $"{Part}: ") + (NotAgreed is { } notAgreed
        ? $"{SharingWords.NotAgreed(notAgreed, Customers, Company)}."
        : $"Who has not agreed to be shared with {SharingWords.With(Company)} could not be counted in time. It is counted when the list "
            + "runs.");
}

internal sealed class CheckSharingHandler(IMediator mediator, ListRunner lists, NpgsqlDataSource dataSource, IClock clock)
    : IRequestHandler<CheckSharing, IReadOnlyList<SharingCheck>>
{
    /// <summary>Somebody waits for it.</summary>
    private const int LimitSeconds = 5;

    private const string SnapshotSql =
        """
        select customer_list_snapshot(definition, '{name}', '[]')::text from customer_lists where id = @listId and deleted_at is null
        """;

    // The database alone says which values are the same.
    private const string KeysSql =
        """
        select value, part_key(@SplitBy, value) as key
        from unnest(@values) with ordinality typed (value, place)
        order by place
        """;

    private sealed record ValueKey(string Value, string Key);

    public async Task<IReadOnlyList<SharingCheck>> Handle(CheckSharing request, CancellationToken cancellationToken)
    {
        var details = request.Details;
        if (details.CustomerListId is not { } listId || details.Recipients.Count == 0
            || (details.SplitBy is { } by && !SplitBy.All.Contains(by))
            || !await ShowsContactAsync(listId, request.Columns, cancellationToken))
        {
            return [];
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var questions = await SharingQuestion.AskAsync(connection, details.Recipients, cancellationToken);
        if (questions.Count == 0)
        {
            return [];
        }

        var values = details.SplitBy is null ? [] : await connection.ReadAllAsync<ValueKey>(
            KeysSql, new { details.SplitBy, values = details.Parts.Select(part => part.Value).Distinct().ToArray() }, cancellationToken);
        var counts = await CountAsync(listId, details.SplitBy, values, questions, cancellationToken);
        return details.SplitBy is null
            ? Checks(null, questions, counts)
            : [.. PartChecks(details.Parts, values, questions, counts)];
    }

    private async Task<bool> ShowsContactAsync(long listId, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var shown = columns.Count > 0
            ? columns
            : (await mediator.Send(new GetCustomerListOutput(listId), cancellationToken))?.OutputColumns ?? [];
        return (await mediator.Send(new GetOutputCatalogue(), cancellationToken)).ContactAmong(shown).Count > 0;
    }

    /// <returns>What was counted; null where it took too long, or the list cannot be run.</returns>
    private async Task<IReadOnlyList<AgreementCount>?> CountAsync(
        long listId, string? splitBy, IReadOnlyList<ValueKey> values, IReadOnlyList<SharingQuestion> questions,
        CancellationToken cancellationToken)
    {
        var split = splitBy is null ? null : new ListSplit(splitBy, [.. values.Select(value => value.Key).Distinct()]);
        try
        {
            return await lists.ReadAsync(
                ListSession.ReadOnly($"{LimitSeconds}s"),
                async connection =>
                {
                    var snapshot = await connection.ScalarAsync<string?>(SnapshotSql, new { listId }, cancellationToken);
                    return snapshot is null
                        ? []
                        : await AgreementCount.ReadAsync(
                            connection,
                            await lists.CompileAsync(snapshot, clock.GetCurrentInstant(), cancellationToken, split),
                            [.. questions.Select(question => question.Preference ?? AgreementCount.None).Distinct()],
                            cancellationToken);
                },
                cancellationToken);
        }
        catch (Exception e) when (e is DefinitionException or UnreadableValueException
            or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled })
        {
            return null;
        }
    }

    // Each address has its own parts, and of each part its own rows count.
    private static IEnumerable<SharingCheck> PartChecks(
        IReadOnlyList<PartLine> parts, IReadOnlyList<ValueKey> values, IReadOnlyList<SharingQuestion> questions,
        IReadOnlyList<AgreementCount>? counts) => values.GroupBy(value => value.Key).Index().SelectMany(part =>
        {
            var named = part.Item.Select(value => value.Value).ToHashSet();
            var people = parts.Where(line => named.Contains(line.Value)).Select(line => line.Address).ToHashSet();
            return Checks(
                part.Item.First().Value,
                [.. questions.Where(question => people.Contains(question.Address))],
                counts?.Where(count => count.Part == part.Index + 1).ToList());
        });

    private static IReadOnlyList<SharingCheck> Checks(
        string? part, IReadOnlyList<SharingQuestion> questions, IReadOnlyList<AgreementCount>? counts) =>
    [
        .. from question in questions
           group question by (question.Company, question.Preference, question.Refuses) into of
           let count = counts?.FirstOrDefault(count => count.Preference == (of.Key.Preference ?? AgreementCount.None))
           where counts is null || count?.NotAgreed > 0
           select new SharingCheck(
               part, [.. of.Select(question => question.Address)], of.Key.Company, of.Key.Refuses, count?.NotAgreed,
               count?.Customers ?? 0),
    ];
}
