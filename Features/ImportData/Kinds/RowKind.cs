namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <summary>Rows with an external reference of their own, one row of the table each.</summary>
public sealed record RowKind(string Key, string Label, string One, string Many, string Table) : ImportKind(Key, Label, One, Many, Table)
{
    /// <summary>Tables whose rows go with it when it is deleted.</summary>
    public IReadOnlyList<Dependant> Cascades { get; init; } = [];

    /// <summary>Rows that keep it from being deleted.</summary>
    public Dependant? Holds { get; init; }

    /// <summary>Two columns of which the second must not be earlier than the first.</summary>
    public (string Begins, string Ends)? Period { get; init; }

    /// <summary>How lines with one external reference are one row; null where each is a row of its own.</summary>
    public OrderLines? Lines { get; init; }

    /// <summary>Whether a file may have contact preferences and tags as columns of their own: see <see cref="LinkColumn"/>.</summary>
    public bool HasLinkColumns { get; init; }

    /// <summary>A column that says when the row last changed.</summary>
    public string? TouchedColumn { get; init; }
}
