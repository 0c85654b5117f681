using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerListSchedules.Infrastructure.Dotdigital.Calls;

/// <summary>The parts of Dotdigital's answers that are used, as its public specification names them; the rest is not read.</summary>
internal static class DotdigitalJson
{
    public static readonly JsonSerializerOptions Options = new(
        JsonSerializerDefaults.Web)
    { NumberHandling = JsonNumberHandling.AllowReadingFromString };

    public sealed record Account(long Id, IReadOnlyList<Property>? Properties)
    {
        public string? this[string name] =>
            Properties?.FirstOrDefault(property => string.Equals(
                property.Name, name, StringComparison.OrdinalIgnoreCase))?.Value?.ToString();
    }

    public sealed record Property(string? Name, JsonElement? Value);

    public sealed record Campaign(long Id, string? Name, string? Subject, string? Status, DateTimeOffset? ScheduledDate)
    {
        public DotdigitalCampaign ToCampaign() => new(Id, Name ?? "", Subject ?? "", Status ?? "", ScheduledDate is not null);
    }

    public sealed record AddressBook(long Id, string? Name);

    public sealed record Send(string? Id, long CampaignId, string? Status)
    {
        public DotdigitalSend ToSend() =>
            new(Id ?? "", CampaignId, Enum.TryParse<DotdigitalSendStatus>(Status, out var status) ? status : DotdigitalSendStatus.NotSent);
    }

    public sealed record ImportStarted(string? ImportId);

    public sealed record Import(
        string? ImportId, string? Status, ImportSummary? Summary, Counted? Created, Counted? Updated, IReadOnlyList<Failed>? Failures)
    {
        // Failed, RejectedByWatchdog and ExceedsAllowedContactLimit end an import as well as Finished does.
        public DotdigitalImport ToImport(string id) => new(
            id, Status ?? "",
            Finished: Status is not (null or "NotFinished" or "NotStarted" or "InProgress"),
            Failed: Status is not (null or "NotFinished" or "NotStarted" or "InProgress" or "Finished"),
            Summary?.NewContacts ?? Created?.Count ?? 0,
            Summary?.UpdatedContacts ?? Updated?.Count ?? 0,
            Summary?.GloballySuppressed ?? 0,
            (Summary?.InvalidEntries ?? 0) + (Summary?.DuplicateIdentifiers ?? 0),
            [.. (Failures ?? []).SelectMany(failed => failed.Failures ?? []).GroupBy(failure => Code(failure.FailureCode))
                .Select(group => new DotdigitalRejection(group.Key, group.Count())).OrderByDescending(rejection => rejection.Count)]);

        // A code is a word; anything else might quote somebody.
        private static string Code(string? code) =>
            code is { Length: > 0 and <= 60 } && code.All(char.IsAsciiLetterOrDigit) ? code : "unknown";
    }

    public sealed record ImportSummary(
        long? NewContacts, long? UpdatedContacts, long? GloballySuppressed, long? InvalidEntries, long? DuplicateIdentifiers);

    public sealed record Failed(IReadOnlyList<Failure>? Failures);

    public sealed record Failure(string? FailureCode);

    /// <summary>How many entries a list has; they are people, and are not kept.</summary>
    [JsonConverter(typeof(Counter))]
    public sealed record Counted(long Count);

    public sealed record Summary(
        long? NumTotalSent, long? NumTotalDelivered, long? NumTotalUniqueOpens, long? NumRecipientsClicked, long? NumTotalUnsubscribes,
        long? NumTotalHardBounces,
        long? NumTotalSoftBounces)
    {
        public DotdigitalSummary ToSummary() => new(
            NumTotalSent ?? 0, NumTotalDelivered ?? 0, NumTotalUniqueOpens ?? 0, NumRecipientsClicked ?? 0, NumTotalUnsubscribes ?? 0,
            NumTotalHardBounces ?? 0,
            NumTotalSoftBounces ?? 0);
    }

    private sealed class Counter : JsonConverter<Counted>
    {
        public override Counted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            long count = 0;
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                return new Counted(0);
            }

            for (var depth =
                reader.CurrentDepth; reader.Read() && !(reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == depth);)
            {
                reader.Skip();
                count++;
            }

            return new Counted(count);
        }

        public override void Write(Utf8JsonWriter writer, Counted value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
