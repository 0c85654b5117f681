using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Email;
using FluentValidation;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings;

/// <summary>Sends one message to show that mail goes out, and what the server says to it.</summary>
public sealed record SendTestEmail(string To, Actor Actor) : IRequest<TestEmailResult>;

/// <param name="Reply">The server's reply, or what went wrong.</param>
public abstract record TestEmailResult(string Reply)
{
    /// <summary>The mail server took it.</summary>
    public sealed record Done(string Reply) : TestEmailResult(Reply);

    public sealed record Refused(string Reply) : TestEmailResult(Reply);
}

internal sealed class SendTestEmailValidator : AbstractValidator<SendTestEmail>
{
    public SendTestEmailValidator() => RuleFor(test => test.To).Custom((to, context) =>
    {
        if (EmailAddress.Problem(to.Trim()) is { } problem)
        {
            context.AddFailure(problem);
        }
    });
}

internal sealed class SendTestEmailHandler(
    IMailer mailer, MailRenderer renderer, VenueReader venues, MessageIds messageIds, NpgsqlDataSource dataSource, AuditLog audit)
    : IRequestHandler<SendTestEmail, TestEmailResult>
{
    private const string Views = "/Features/ChangeSettings/Mail/";

    public async Task<TestEmailResult> Handle(SendTestEmail request, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var model = new TestEmail(venue.ClientName, request.Actor.Name);
        var mail = new OutgoingMail(
            request.To.Trim(), null, $"Test e-mail from {venue.ClientName}",
            await renderer.RenderTextAsync(Views + "TestText.cshtml", model),
            await renderer.RenderAsync(Views + "TestHtml.cshtml", model),
            messageIds.New(),
            venue.ClientName);
        var result = await SendAsync(mail, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "settings.test_email_sent", "settings", 1,
            new { mail.To, Accepted = result is TestEmailResult.Done, result.Reply }, cancellationToken);
        return result;
    }

    private async Task<TestEmailResult> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await mailer.ConnectAsync(cancellationToken);
            var reply = await connection.SendAsync(mail, cancellationToken);
            return new TestEmailResult.Done($"{reply.Code} {reply.Text}");
        }
        catch (MailRefusedException refused)
        {
            return new TestEmailResult.Refused(refused.Message);
        }
    }
}
