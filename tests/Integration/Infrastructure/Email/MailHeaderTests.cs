using System.Text.Json;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

/// <summary>What people type into a name or a subject, read back from the raw header by another mail library (npm's mailparser).</summary>
public sealed class MailHeaderTests
{
    private static readonly string[] Names =
    [
        "The Old Fire Station",
        "Théâtre \"du\" Nord, Lille",
        "The \"Old\" Fire Station, Oxford",
        "Back\\slash \\\"both\\\"",
        "\"",
        "\\",
        ",",
        "\"quoted\"",
        "a, b; c: d <e@f.example> (g) [h] @i",
        "🎭 Театр «Вахтангова», \"сцена\" \\ 名簿 🎭",
        "👩‍👩‍👧‍👦 flags 🇬🇧🇮🇪, tone 👍🏽, e\u0301 apart",
        "=?utf-8?q?not_encoded?=",
        "don't — \u2018quotes\u2019 \u201Cdouble\u201D",
        "A name of many words that goes on and on far beyond what one line of a header may hold, with \"quotes\", a \\ and commas, and on",
        "Ein Name mit Umläuten, der weit über eine Zeile hinausgeht: ÄÖÜäöüß, \"Anführung\", \\ und "
        + "🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭",
        "名簿" + string.Concat(Enumerable.Repeat("演劇祭, ", 20)) + "終",
        string.Concat(Enumerable.Repeat("🎭", 100)),
        new string('x', 200),
    ];

    [Fact]
    public async Task Names_and_subjects_are_read_back_as_they_were_typed()
    {
        await using var server = await NodeMailServer.StartAsync();
        var mailer = TestMail.Mailer(TestMail.Options(server.Port));
        await using var connection = await mailer.ConnectAsync(TestContext.Current.CancellationToken);

        foreach (var name in Names)
        {
            await connection.SendAsync(TestMail.Mail with { FromName = name, Subject = name }, TestContext.Current.CancellationToken);
            var arrived = await server.NextAsync();

            var from = arrived.GetProperty("from").GetProperty("name").GetString();
            Assert.Equal((name, name), (from, arrived.GetProperty("subject").GetString()));
            Assert.Equal("lists@example.org", arrived.GetProperty("from").GetProperty("address").GetString());
            Assert.All(Header(arrived), line => Assert.True(line.Length <= 998 && line.All(char.IsAscii), line));
        }
    }

    [Fact]
    public async Task A_message_to_an_address_of_another_script_s_domain_goes_to_it_in_ASCII()
    {
        await using var server = await NodeMailServer.StartAsync();

        await TestMail.Mailer(TestMail.Options(server.Port)).SendOneAsync(TestMail.Mail with { To = "kasse@bücher.example" });

        Assert.Contains("To: kasse@xn--bcher-kva.example", Header(await server.NextAsync()));
    }

    private static string[] Header(JsonElement arrived)
    {
        var raw = arrived.GetProperty("raw").GetString()!;
        return raw[..raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
    }
}
