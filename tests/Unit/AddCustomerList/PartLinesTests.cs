using CustomerListSchedules.Features.AddCustomerList.Parts;

namespace CustomerListSchedules.Unit.AddCustomerList;

public sealed class PartLinesTests
{
    [Theory]
    [InlineData("Paper Lantern\tjo@example.org", "Paper Lantern=jo@example.org")]
    [InlineData("Paper Lantern, jo@example.org; al@example.org", "Paper Lantern=jo@example.org|Paper Lantern=al@example.org")]
    [InlineData("Paper Lantern;jo@example.org", "Paper Lantern=jo@example.org")]
    [InlineData("Smith, Jones & Co, jo@example.org", "Smith, Jones & Co=jo@example.org")]
    [InlineData("\"Smith, \"\"Jo\"\" & Co\",jo@example.org", "Smith, \"Jo\" & Co=jo@example.org")]
    [InlineData("Quay\tJo Smith <jo@example.org>\tal@example.org", "Quay=jo@example.org|Quay=al@example.org")]
    [InlineData("Quay, jo@example.org\r\n\r\nQUAY , al@example.org\nQuay, jo@example.org", "Quay=jo@example.org|Quay=al@example.org")]
    [InlineData("Quay\t\nTide\tjo@example.org", "Tide=jo@example.org")] // An empty cell: nobody.
    [InlineData("", "")]
    public void A_line_is_a_value_and_its_addresses_as_typed_or_pasted_from_a_sheet(string typed, string expected)
    {
        var (found, problems) = PartLines.Parse(typed);
        Assert.Empty(problems);
        Assert.Equal(expected, string.Join('|', found.Select(part => $"{part.Value}={part.Address}")));
        Assert.Equal(found, PartLines.Parse(PartLines.Join(found)).Found);
    }

    [Theory]
    [InlineData("jo@example.org", "“jo@example.org” has no value before the address.")]
    [InlineData("Quay, jo", "“Quay, jo” has no address. Put a comma and its addresses behind it, or take the line away.")]
    [InlineData("Quay", "“Quay” has no address. Put a comma and its addresses behind it, or take the line away.")]
    [InlineData("Quay\tjo@nowhere", "Quay: “jo@nowhere” is not an e-mail address: see what is after the @.")]
    public void What_is_wrong_with_a_line_is_said_with_it(string typed, string problem) =>
        Assert.Equal([problem], PartLines.Parse(typed).Problems);

    [Fact]
    public void What_is_too_much_is_refused()
    {
        Assert.Contains("300", Assert.Single(PartLines.Parse(new string('a', 301) + ",jo@example.org").Problems), StringComparison.Ordinal);
        Assert.Equal(["There are too many lines."], PartLines.Parse(new string('a', PartLines.LongestText + 1)).Problems);
        var many = string.Join('\n', Enumerable.Range(0, PartLines.Most + 1).Select(n => $"Value {n}\tjo{n}@example.org"));
        Assert.Contains("2,000 is the most", Assert.Single(PartLines.Parse(many).Problems), StringComparison.Ordinal);
        Assert.Empty(PartLines.Parse(many[..many.LastIndexOf('\n')]).Problems);
    }
}
