namespace CustomerListSchedules.Infrastructure.Files.Papers;

/// <summary>A document to be read by people: a title, what stands under it, and blocks in their order.</summary>
/// <param name="Title">Its first line, large.</param>
/// <param name="Subtitle">What it is of.</param>
/// <param name="Footer">At the foot of each page, beside its number.</param>
public sealed record Paper(string Title, string Subtitle, string Footer, IReadOnlyList<PaperBlock> Blocks);

public abstract record PaperBlock
{
    /// <param name="Level">1 or 2.</param>
    public sealed record Heading(int Level, string Text) : PaperBlock;

    public sealed record Paragraph(string Text) : PaperBlock;

    public sealed record Bullets(IReadOnlyList<string> Lines) : PaperBlock;

    /// <summary>A label and its value, a line each.</summary>
    public sealed record Facts(IReadOnlyList<(string Label, string Value)> Lines) : PaperBlock;

    /// <param name="Columns">The heading of each column, and how wide it is beside the others.</param>
    public sealed record Table(IReadOnlyList<(string Heading, int Width)> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : PaperBlock;
}
