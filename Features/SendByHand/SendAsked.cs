using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>Does what was asked about and agreed to; null when it is not there.</summary>
/// <param name="What">As in the address of the question.</param>
/// <param name="Key">Of the question: answered twice, it is done once.</param>
/// <param name="Back">Where the question was asked from.</param>
public sealed record SendAsked(string What, long Id, long? Part, Actor Actor, Guid Key, string Back) : IRequest<SendOutcome?>;

/// <param name="Url">Where it can be seen how it goes.</param>
/// <param name="Words">What to say there; null where the page says it itself.</param>
/// <param name="Tone">Of the words.</param>
public sealed record SendOutcome(string Url, string? Words = null, string Tone = "good");

internal sealed class SendAskedHandler(IMediator mediator) : IRequestHandler<SendAsked, SendOutcome?>
{
    public async Task<SendOutcome?> Handle(SendAsked request, CancellationToken cancellationToken)
    {
        var (id, actor, back) = (request.Id, request.Actor, request.Back);
        return (request.What, request.Part) switch
        {
            (SendQuestions.RunNow, null) => await mediator.Send(new RunNow(id, actor, request.Key), cancellationToken) switch
            {
                RunNowResult.Done started => new SendOutcome($"/runs/{started.RunId}"),
                RunNowResult.Refused refused => new SendOutcome(back, refused.Why, "warn"),
                _ => null,
            },
            (SendQuestions.Retry, null) => await mediator.Send(new RetryRun(id, actor), cancellationToken) switch
            {
                true => new SendOutcome(back, "What failed is being tried again."),
                false => new SendOutcome(back, "There is nothing in this run to try again.", "warn"),
                null => null,
            },
            (SendQuestions.Resend, { } message) => await mediator.Send(
                new ResendLink(id, message, actor, request.Key), cancellationToken) switch
            {
                ResendResult.Done resent => new SendOutcome(
                    back, $"A new link is on its way to {resent.Recipient}. The old one no longer works."),
                ResendResult.Refused refused => new SendOutcome(back, refused.Why, "warn"),
                _ => null,
            },
            (SendQuestions.Mailing, null) => await mediator.Send(new AnswerMailing(id, Send: true, actor), cancellationToken) switch
            {
                null => null,
                MailingAnswer.TooLate => new SendOutcome(back, MailingWords.AnsweredTooLate, "warn"),
                _ => new SendOutcome(back, "It is being sent."),
            },
            (SendQuestions.RetryMailing, null) => await mediator.Send(new RetryMailing(id, actor), cancellationToken) switch
            {
                true => new SendOutcome(back, "This mailing is being tried again."),
                false => new SendOutcome(back, "There is nothing to try again.", "warn"),
                null => null,
            },
            (SendQuestions.Test, { } list) => Tested(
                await mediator.Send(new SendTest(id, list, actor, request.Key), cancellationToken), back),
            (SendQuestions.EmailTest, { } email) => Tested(
                await mediator.Send(new SendEmailTest(id, email, actor, request.Key), cancellationToken), back),
            _ => null,
        };
    }

    private static SendOutcome? Tested(SendTestResult? result, string back) => result switch
    {
        SendTestResult.Done test => new SendOutcome($"/runs/{test.RunId}"),
        SendTestResult.Refused refused => new SendOutcome(back, refused.Why, "warn"),
        _ => null,
    };
}
