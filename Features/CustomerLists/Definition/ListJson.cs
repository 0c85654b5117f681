using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>The stored form of definitions: strict, so that nothing unknown is ever read as something wider.</summary>
internal static class ListJson
{
    // jsonb sorts its keys, so the kind of a criterion is seldom first.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { CriterionKinds.NameTypes } },
        AllowOutOfOrderMetadataProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new LocalDateConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="DefinitionException">The text is not a <typeparamref name="T"/> in every detail.</exception>
    public static T Read<T>(string json)
    {
        try
        {
            RefuseEmptyElements(json);
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new DefinitionException("The stored definition is empty.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new DefinitionException(
                "The stored definition cannot be read: it was changed outside the application or made by a later version.", e);
        }
    }

    // RespectNullableAnnotations does not reach into collections.
    private static void RefuseEmptyElements(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (HasEmptyElement(document.RootElement))
        {
            throw new DefinitionException("The definition has an empty place in a list.");
        }
    }

    private static bool HasEmptyElement(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null || HasEmptyElement(item)),
        JsonValueKind.Object => element.EnumerateObject().Any(property => HasEmptyElement(property.Value)),
        _ => false,
    };

    private sealed class LocalDateConverter : JsonConverter<LocalDate>
    {
        public override LocalDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && LocalDatePattern.Iso.Parse(reader.GetString()!) is { Success: true } date
                ? date.Value
                : throw new JsonException("Not a date.");

        public override void Write(Utf8JsonWriter writer, LocalDate value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
    }
}
