using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Unit.Infrastructure.Email;

public sealed class MailLinesTests
{
    [Fact]
    public void Long_lines_are_wrapped_at_blanks_and_lose_no_word()
    {
        var text = string.Join(' ', Enumerable.Range(1, 60).Select(number => $"word{number}"));

        var lines = MailLines.Wrap(text).TrimEnd('\n').Split('\n');

        Assert.InRange(lines.Length, 6, 8);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, MailLines.Longest));
        Assert.Equal(text, string.Join(' ', lines));
    }

    [Fact]
    public void A_line_of_just_the_longest_length_stays_as_it_is()
    {
        var text = new string('a', 38) + " " + new string('b', 37);

        Assert.Equal(text + "\n", MailLines.Wrap(text));
        Assert.Equal(text.Replace(' ', '\n') + "b\n", MailLines.Wrap(text + "b"));
    }

    [Fact]
    public void A_link_is_never_broken()
    {
        var link = "https://lists.example.org/collect/" + new string('x', 90);

        Assert.Contains($"\n{link}\n", MailLines.Wrap($"Collect the list with this link of yours, before it lapses: {link} or ask."),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_lines_come_one_at_a_time_and_none_at_either_end() =>
        Assert.Equal("One\n\nTwo\nThree\n", MailLines.Wrap("\r\n  \r\nOne  \r\n\r\n \r\n\r\nTwo\r\nThree\r\n\r\n"));
}
