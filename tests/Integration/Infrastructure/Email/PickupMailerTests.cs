using System.Diagnostics;
using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

public sealed class PickupMailerTests : IDisposable
{
    private static readonly OutgoingMail Mail = new(
        "\"two words\"@Example.org", "owner@example.org", "Bericht für Zoë 🎭", "Žluťoučký\n.dot", "<p>Žluťoučký</p>",
        "delivery-1@lists.example", "Théâtre");

    private readonly string parent = Directory.CreateTempSubdirectory("cls-mail-").FullName;
    private readonly string directory;
    private readonly PickupMailer mailer;

    public PickupMailerTests()
    {
        directory = Path.Combine(parent, "mail");
        mailer = new PickupMailer(
            new EmailOptions(null, 587, null, null, "lists@example.org", MailSecurity.None, directory), new StoppedTime());
    }

    [Fact]
    public async Task A_message_becomes_one_eml_file_that_another_mail_reader_understands()
    {
        await SendAsync(Mail);

        var file = Assert.Single(Directory.GetFiles(directory, "*.eml"));
        Assert.Equal(
            string.Join('|',
                "\"two words\"@Example.org", "owner@example.org", "Théâtre <lists@example.org>", "Bericht für Zoë 🎭",
                "<delivery-1@lists.example>", "auto-generated", "multipart/alternative", "text/plain utf-8 Žluťoučký↵.dot",
                "text/html utf-8 <p>Žluťoučký</p>"),
            await ReadByPythonAsync(file));
    }

    [Fact]
    public async Task No_unfinished_file_is_ever_to_be_seen()
    {
        var seen = new List<string>();
        Directory.CreateDirectory(directory);
        using var watcher = new FileSystemWatcher(directory, "*.eml");
        watcher.Created += (_, e) => seen.Add(File.ReadAllText(e.FullPath));
        watcher.EnableRaisingEvents = true;

        for (var i = 0; i < 20; i++)
        {
            await SendAsync(Mail with { Text = new string('x', 100_000) });
        }

        Assert.True(SpinWait.SpinUntil(() => seen.Count == 20, TimeSpan.FromSeconds(10)));
        Assert.All(seen, eml => Assert.EndsWith("--", eml.TrimEnd(), StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(directory, ".making")));
    }

    [Fact]
    public async Task Messages_are_listed_newest_first_and_found_by_name()
    {
        await SendAsync(Mail with { Subject = "one" });
        await SendAsync(Mail with { Subject = "two" });

        var all = mailer.List().ToList();

        Assert.Equal(["one", "two"], all.Select(each => each.Mail.Subject).Order());
        Assert.Equal(all[0], mailer.Find(all[0].Name));
        Assert.Equal(Mail with { Subject = all[0].Mail.Subject }, all[0].Mail);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("none")]
    [InlineData("")]
    public async Task Nothing_outside_the_directory_is_found(string name)
    {
        await SendAsync(Mail);
        await File.WriteAllTextAsync(Path.Combine(parent, "secret.json"), "{}", TestContext.Current.CancellationToken);

        Assert.Null(mailer.Find(name));
    }

    [Fact]
    public async Task What_is_not_an_address_is_refused_and_leaves_no_file()
    {
        await Assert.ThrowsAsync<MailRefusedException>(() => SendAsync(Mail with { To = "nobody" }));

        Assert.False(Directory.Exists(directory));
    }

    public void Dispose() => Directory.Delete(parent, recursive: true);

    private async Task SendAsync(OutgoingMail mail)
    {
        await using var connection = await mailer.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.Equal(250, (await connection.SendAsync(mail, TestContext.Current.CancellationToken)).Code);
    }

    private static async Task<string> ReadByPythonAsync(string file)
    {
        const string read = """
            import email, email.policy, sys
            m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
            parts = [f"{p.get_content_type()} {p.get_content_charset()} {p.get_content().strip()}".replace('\r', '').replace('\n',
              '↵') for p in m.iter_parts()]
            sys.stdout.reconfigure(encoding='utf-8')
            print('|'.join([m['To'], m['Reply-To'], str(m['From']), m['Subject'], m['Message-ID'], m['Auto-Submitted'],
              m.get_content_type(), *parts]))
            """;
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", read, file]) { RedirectStandardOutput = true })!;
        var output = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.TrimEnd();
    }
}
