using System.Text.Json;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;
using CustomerListSchedules.Features.Shared.OutputColumns;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>What somebody was changing in the builder, the form of a criterion that was open included.</summary>
public sealed record BuilderDraft(ListDefinition Definition, OutputInput Output, string Tab, string? EditAt, CriterionInput? Criterion)
{
    private sealed record Stored(
        string Definition, List<string> Columns, List<string> SortBy, bool RowPerBooking, bool OnlyCommon, string Tab, string? EditAt,
        CriterionInput? Criterion);

    public string Write() => JsonSerializer.Serialize(new Stored(
        Definition.ToJson(), Output.Columns, Output.SortBy, Output.RowPerBooking, Output.OnlyCommon, Tab, EditAt, Criterion));

    /// <summary>Null when it is of another version of the application, which cannot be read any more.</summary>
    public static BuilderDraft? Read(string content)
    {
        try
        {
            return JsonSerializer.Deserialize<Stored>(content) is { } stored
                && (stored.EditAt is null || CriterionKinds.Find(stored.Criterion?.Kind) is not null)
                ? new BuilderDraft(ListDefinition.Parse(stored.Definition), OutputOf(stored), stored.Tab, stored.EditAt, stored.Criterion)
                : null;
        }
        catch (Exception e) when (e is JsonException or DefinitionException)
        {
            return null;
        }
    }

    private static OutputInput OutputOf(Stored stored) => new()
    {
        Columns = stored.Columns,
        SortBy = stored.SortBy,
        RowPerBooking = stored.RowPerBooking,
        OnlyCommon = stored.OnlyCommon,
    };
}
