using System.Text.Json;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.NotifyStaff;

/// <summary>Gathers items into one notice a person: each schedule's owner and every administrator. Partners never get one.</summary>
internal static class InsertNotices
{
    private const string AddresseesSql = "select id, email, administrator from staff where administrator or id = any(@owners)";

    private const string InsertSql =
        """
        insert into notices (recipient, subject, items, message_id, state, next_attempt_at, created_at)
        values (@email, @subject, @items::jsonb, @messageId, 'waiting', @now, @now)
        """;

    public static async Task ExecuteAsync(
        NpgsqlConnection connection, MessageIds messageIds, IReadOnlyList<(Guid? OwnerId, NoticeItem Item)> items, string subject,
        Instant now,
        CancellationToken cancellationToken)
    {
        var owners = items.Select(item => item.OwnerId).OfType<Guid>().Distinct().ToArray();
        var addressees = await connection.ReadAllAsync<Addressee>(AddresseesSql, new { owners }, cancellationToken);
        foreach (var person in addressees)
        {
            var theirs = items.Where(item => person.Administrator || item.OwnerId == person.Id).Select(item => item.Item);
            await connection.RunAsync(
                InsertSql,
                new
                {
                    person.Email,
                    subject,
                    items = JsonSerializer.Serialize(theirs, JsonSerializerOptions.Web),
                    messageId = messageIds.New(),
                    now,
                },
                cancellationToken);
        }
    }

    private sealed record Addressee
    {
        public Guid Id { get; init; }
        public string Email { get; init; } = "";
        public bool Administrator { get; init; }
    }
}
