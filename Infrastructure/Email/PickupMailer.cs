using System.Text.Json;
using MimeKit;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Writes each message as an .eml file, complete from the moment it appears, for trying the product out without a mail
/// server. A JSON file of the same name holds what the sandbox shows.
/// </summary>
public sealed class PickupMailer(EmailOptions options, TimeProvider time) : IMailer, IMailConnection
{
    private static readonly FormatOptions AsSent = new() { NewLineFormat = NewLineFormat.Dos };

    public Task<IMailConnection> ConnectAsync(CancellationToken cancellationToken) => Task.FromResult<IMailConnection>(this);

    public async Task<MailReply> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        using var message = MailMessages.Build(mail, options.From, now);
        var name = $"{now:yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid():N}";
        MakePrivate(options.PickupDirectory);
        var making = Directory.CreateDirectory(Path.Combine(options.PickupDirectory, ".making", name)).FullName;
        try
        {
            await message.WriteToAsync(AsSent, Path.Combine(making, "eml"), cancellationToken);
            var shown = JsonSerializer.Serialize(new PickedUpMail(name, now, mail));
            await File.WriteAllTextAsync(Path.Combine(making, "json"), shown, cancellationToken);
            File.Move(Path.Combine(making, "json"), Path.Combine(options.PickupDirectory, name + ".json"));
            File.Move(Path.Combine(making, "eml"), Path.Combine(options.PickupDirectory, name + ".eml"));
        }
        finally
        {
            Directory.Delete(making, recursive: true);
        }

        return new MailReply(250, $"Written to {name}.eml");
    }

    /// <summary>The messages written, newest first.</summary>
    public IEnumerable<PickedUpMail> List() =>
        Directory.Exists(options.PickupDirectory)
            ? Directory.GetFiles(options.PickupDirectory, "*.eml").OrderDescending(StringComparer.Ordinal)
                .Select(file => Find(Path.GetFileNameWithoutExtension(file))).OfType<PickedUpMail>()
            : [];

    /// <summary>One message by its name, or null.</summary>
    public PickedUpMail? Find(string name)
    {
        var file = Path.Combine(options.PickupDirectory, name + ".json");
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<PickedUpMail>(File.ReadAllText(file));
        }
        catch (IOException)
        {
            return null; // Nobody wrote it, or somebody deleted it meanwhile; or the name is longer than a file's may be.
        }
    }

    // Mail holds links and, in tests, what lists hold: for the application's user alone.
    private static void MakePrivate(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
