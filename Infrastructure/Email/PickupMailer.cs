using System.Net.Mail;
using System.Text.Json;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Writes each message as an .eml file, complete from the moment it appears, for trying the product out without a mail
/// server. A JSON file of the same name holds what the sandbox shows.
/// </summary>
public sealed class PickupMailer(EmailOptions options, TimeProvider time) : IMailer, IMailConnection
{
    public Task<IMailConnection> ConnectAsync(CancellationToken cancellationToken) => Task.FromResult<IMailConnection>(this);

    public async Task<MailReply> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        using var message = MailMessages.Build(mail, options.From);
        var name = $"{now:yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid():N}";
        var making = Directory.CreateDirectory(Path.Combine(options.PickupDirectory, ".making", name)).FullName;
        try
        {
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = making };
            await client.SendMailAsync(message, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(making, name), JsonSerializer.Serialize(new PickedUpMail(name, now, mail)), cancellationToken);
            File.Move(Path.Combine(making, name), Path.Combine(options.PickupDirectory, name + ".json"));
            File.Move(Directory.GetFiles(making, "*.eml").Single(), Path.Combine(options.PickupDirectory, name + ".eml"));
        }
        catch (Exception e) when (e is SmtpException or FormatException)
        {
            throw SmtpReplies.Refusal(e, "pickup directory");
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
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && File.Exists(file)
            ? JsonSerializer.Deserialize<PickedUpMail>(File.ReadAllText(file))
            : null;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A message in the pickup directory; <paramref name="Name"/> is its file's, without extension.</summary>
public sealed record PickedUpMail(string Name, DateTimeOffset At, OutgoingMail Mail);
