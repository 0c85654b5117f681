using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.ReviewAudit;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>What happened to deliveries and their files: messages, answers, collections, attempts, entries of the audit.</summary>
internal sealed class DeliveryLines
{
    private const string AttemptsSql =
        """
        select delivery_id, started_at as at, outcome
        from delivery_attempts where delivery_id = any(@deliveries) order by delivery_id desc, attempt limit @limit
        """;

    private const string RequestsSql =
        """
        select d.id as delivery_id, u.email as address, q.requested_at as at
        from deliveries d
        join run_requests q on q.run_id = d.run_id and q.scheduled_list_id = d.scheduled_list_id
        join users u on u.id = q.user_id
        where d.id = any(@deliveries) and (@address::text is null or u.email collate "C" = @address)
        order by d.id desc, q.id
        limit @limit
        """;

    // A person's parts of one run go in one mail, whose Message-ID and answers are theirs, too.
    private const string MessagesSql =
        """
        select m.id, coalesce(mail.id, m.id) as mail_id, m.delivery_id, m.recipient::text as recipient, m.kind, m.state,
          coalesce(mail.message_id, m.message_id) as message_id, m.created_at, m.accepted_at, m.resent_at, m.reply_code as code,
          m.reply_text as text
        from messages m
        left join messages mail on mail.id = m.sent_with
        where m.delivery_id = any(@deliveries) and (@address::text is null or m.recipient = @address)
        order by m.delivery_id desc, m.id
        limit @limit
        """;

    private const string AnswersSql =
        """
        select message_id, attempted_at as at, reply_code as code, reply_text as text
        from message_attempts where message_id = any(@messages) order by message_id desc, attempt limit @limit
        """;

    private const string CollectionsSql =
        """
        select w.file_id, coalesce(u.email, 'an account that is gone') as who, w.downloaded_at as at, w.from_address as "from", w.completed
        from downloads w
        left join users u on u.id = w.user_id
        left join messages m on m.id = w.message_id
        where w.file_id = any(@files) and (@address::text is null or m.recipient = @address or u.email collate "C" = @address)
        order by w.file_id desc, w.downloaded_at, w.id
        limit @limit
        """;

    // An address is told nothing of what others did.
    private const string EntriesSql =
        """
        select subject_type, subject_id::bigint, at, who, action
        from audit
        where @address::text is null
          and ((subject_type = 'delivery' and subject_id = any(@deliveries::text[]))
            or (subject_type = 'file' and subject_id = any(@files::text[]))
            or (subject_type = 'run' and subject_id = any(@runs::text[])))
        order by id
        limit @limit
        """;

    private readonly ILookup<long, AttemptRow> attempts;
    private readonly ILookup<long, RequestRow> requests;
    private readonly ILookup<long, MessageRow> messages;
    private readonly ILookup<long, AnswerRow> answers;
    private readonly ILookup<long, CollectionRow> collections;
    private readonly ILookup<(string Kind, long Id), EntryRow> entries;

    private DeliveryLines(
        List<AttemptRow> attempts, List<RequestRow> requests, List<MessageRow> messages, List<AnswerRow> answers,
        List<CollectionRow> collections, List<EntryRow> entries)
    {
        this.attempts = attempts.Take(EvidenceLimits.Lines).ToLookup(row => row.DeliveryId);
        this.requests = requests.Take(EvidenceLimits.Lines).ToLookup(row => row.DeliveryId);
        this.messages = messages.Take(EvidenceLimits.Lines).ToLookup(row => row.DeliveryId);
        this.answers = answers.Take(EvidenceLimits.Lines).ToLookup(row => row.MessageId);
        this.collections = collections.Take(EvidenceLimits.Lines).ToLookup(row => row.FileId);
        this.entries = entries.Take(EvidenceLimits.Lines).ToLookup(row => (row.SubjectType, row.SubjectId));
        Cut = new[] { attempts.Count, requests.Count, messages.Count, answers.Count, collections.Count, entries.Count }
            .Any(count => count > EvidenceLimits.Lines);
    }

    /// <summary>Whether there is more than a pack holds.</summary>
    public bool Cut { get; }

    /// <param name="address">Null for everybody's.</param>
    public static async Task<DeliveryLines> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<DeliveryRow> rows, string? address, CancellationToken cancellationToken)
    {
        var deliveries = rows.Select(row => row.DeliveryId).OfType<long>().ToArray();
        var files = rows.Select(row => row.FileId).OfType<long>().ToArray();
        var runs = rows.Select(row => row.RunId).OfType<long>().Distinct().ToArray();
        var values = new { deliveries, files, runs, address, limit = EvidenceLimits.Lines + 1 };
        var messages = await connection.ReadAllAsync<MessageRow>(MessagesSql, values, cancellationToken);
        var ofMessages = new { messages = messages.Select(message => message.MailId).Distinct().ToArray(), values.limit };
        return new DeliveryLines(
            await connection.ReadAllAsync<AttemptRow>(AttemptsSql, values, cancellationToken),
            await connection.ReadAllAsync<RequestRow>(RequestsSql, values, cancellationToken),
            messages,
            await connection.ReadAllAsync<AnswerRow>(AnswersSql, ofMessages, cancellationToken),
            await connection.ReadAllAsync<CollectionRow>(CollectionsSql, values, cancellationToken),
            await connection.ReadAllAsync<EntryRow>(EntriesSql, values, cancellationToken));
    }

    public IReadOnlyList<PackAttempt> AttemptsAt(DeliveryRow row) =>
        [.. Of(attempts, row.DeliveryId).Select(attempt => new PackAttempt(attempt.At, attempt.Outcome ?? "No outcome was noted"))];

    /// <summary>Who asked for it to be run on demand, and when.</summary>
    public IReadOnlyList<(string Address, Instant At)> AskedFor(DeliveryRow row) =>
        [.. Of(requests, row.DeliveryId).Select(request => (request.Address, request.At))];

    public IReadOnlyList<PackMessage> MessagesOf(DeliveryRow row) =>
    [
        .. Of(messages, row.DeliveryId).Select(message => new PackMessage
        {
            Recipient = message.Recipient,
            Kind = (message.Kind == "reminder" ? "Reminder" : "Delivery")
                + (message.MailId == message.Id ? "" : ", in one mail with another part"),
            State = RunWords.State(message.State),
            MessageId = message.MessageId,
            WrittenAt = message.CreatedAt,
            AcceptedAt = message.AcceptedAt,
            SentAgainAt = message.ResentAt,
            Answers = answers.Contains(message.MailId) || message is { Code: null, Text: null }
                ? [.. answers[message.MailId].Select(answer => new PackAnswer(answer.At, answer.Code, answer.Text))]
                : [new PackAnswer(message.AcceptedAt ?? message.CreatedAt, message.Code, message.Text)],
        }),
    ];

    public IReadOnlyList<PackCollection> CollectionsOf(DeliveryRow row) =>
        [.. Of(collections, row.FileId).Select(each => new PackCollection(each.Who, each.At, each.From, each.Completed))];

    public IReadOnlyList<PackEntry> EntriesOf(DeliveryRow row) =>
    [
        .. Entries("delivery", row.DeliveryId).Concat(Entries("file", row.FileId)).OrderBy(entry => entry.At),
    ];

    public IReadOnlyList<PackEntry> EntriesOfRun(long run) => [.. Entries("run", run)];

    private IEnumerable<PackEntry> Entries(string kind, long? id) => id is null
        ? []
        : entries[(kind, id.Value)].Select(entry => new PackEntry(entry.At, entry.Who, new AuditEntry { Action = entry.Action }.Words));

    private static IEnumerable<T> Of<T>(ILookup<long, T> lookup, long? id) => id is null ? [] : lookup[id.Value];

    private sealed record AttemptRow
    {
        public long DeliveryId { get; init; }
        public Instant At { get; init; }
        public string? Outcome { get; init; }
    }

    private sealed record RequestRow
    {
        public long DeliveryId { get; init; }
        public string Address { get; init; } = "";
        public Instant At { get; init; }
    }

    private sealed record MessageRow
    {
        public long Id { get; init; }
        public long MailId { get; init; }
        public long DeliveryId { get; init; }
        public string Recipient { get; init; } = "";
        public string Kind { get; init; } = "";
        public string State { get; init; } = "";
        public string MessageId { get; init; } = "";
        public Instant CreatedAt { get; init; }
        public Instant? AcceptedAt { get; init; }
        public Instant? ResentAt { get; init; }
        public int? Code { get; init; }
        public string? Text { get; init; }
    }

    private sealed record AnswerRow
    {
        public long MessageId { get; init; }
        public Instant At { get; init; }
        public int? Code { get; init; }
        public string? Text { get; init; }
    }

    private sealed record CollectionRow
    {
        public long FileId { get; init; }
        public string Who { get; init; } = "";
        public Instant At { get; init; }
        public string? From { get; init; }
        public bool Completed { get; init; }
    }

    private sealed record EntryRow
    {
        public string SubjectType { get; init; } = "";
        public long SubjectId { get; init; }
        public Instant At { get; init; }
        public string Who { get; init; } = "";
        public string Action { get; init; } = "";
    }
}
