using System.Text;
using CustomerListSchedules.Features.RunCustomerList;
using NodaTime;

namespace CustomerListSchedules.Unit.RunCustomerList;

public sealed class FileNameTests
{
    [Theory]
    [InlineData("Promoter sales", "Promoter sales 2026-12-01 0800.csv")]
    [InlineData("a/b\\c:d", "a b c d 2026-12-01 0800.csv")]
    [InlineData("invoice\u202Egpj.exe", "invoicegpj.exe 2026-12-01 0800.csv")]
    [InlineData("\u2066\u200F..", "Customer list 2026-12-01 0800.csv")]
    public void A_file_is_called_as_its_list_without_what_misleads(string list, string expected) => Assert.Equal(expected, For(list));

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("字")]
    [InlineData("😀")]
    public void It_has_at_most_200_bytes_and_is_cut_on_a_whole_character(string letter)
    {
        var name = For(string.Concat(Enumerable.Repeat(letter, 200)));
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 197, 200);
        Assert.EndsWith($"{letter} 2026-12-01 0800.csv", name, StringComparison.Ordinal);
        Assert.DoesNotContain("\uFFFD", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)), StringComparison.Ordinal);
    }

    private static string For(string list) => FileName.For(list, Instant.FromUtc(2026, 12, 1, 8, 0), DateTimeZone.Utc, "csv");
}
