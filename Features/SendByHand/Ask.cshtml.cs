using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.AddIntegratedEmail;
using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>
/// Asks before anybody is mailed by hand: how many, who, and what they get. A page, or a dialog of the page that links here.
/// </summary>
public sealed class AskModel(IMediator mediator, AskedMark marks) : PageModel
{
    private static readonly TimeSpan AnswerAtOnce = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan AnswerWithoutScripts = TimeSpan.FromSeconds(10);

    [BindProperty(SupportsGet = true), FromRoute]
    public string What { get; set; } = "";

    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true), FromRoute]
    public long? Part { get; set; }

    [BindProperty(SupportsGet = true, Name = "countId")]
    public Guid? CountId { get; set; }

    /// <summary>That this was asked: without it nothing is sent.</summary>
    [BindProperty(SupportsGet = true, Name = "asked")]
    public string? Asked { get; set; }

    /// <summary>Whether it is shown in a dialog.</summary>
    [BindProperty(SupportsGet = true, Name = "dialog")]
    public bool Dialog { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public SendQuestion Question { get; private set; } = null!;

    /// <summary>Null where nothing is counted.</summary>
    public SendCount? Count { get; private set; }

    public EmailTemplates? Templates { get; private set; }

    /// <summary>Who of those named cannot collect, and why.</summary>
    public IReadOnlyList<RecipientCheck> Cannot { get; private set; } = [];

    private Guid UserId => HttpContext.Actor().UserId!.Value;

    public string Here => $"/send/{What}/{Id}{(Part is null ? "" : $"/{Part}")}";

    /// <summary>Where it was asked from.</summary>
    public string Back => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : SendQuestions.PageOf(What, Id, Part);

    /// <summary>Where the question is asked again while its lists are counted.</summary>
    public string AgainUrl => Here + QueryString.Create(new Dictionary<string, string?>
    {
        ["countId"] = Count?.Id.ToString(), ["asked"] = Asked, ["dialog"] = Dialog ? "true" : null, ["returnUrl"] = ReturnUrl,
    }.Where(part => part.Value is not null));

    /// <summary>What the button that sends says.</summary>
    public string Button => (Question, Reached) switch
    {
        ({ ToMe: true }, _) => "Send to me alone",
        ({ OfMailings: true }, null) => "Send without waiting for the count",
        (_, 0) => Question.OfMailings ? "Run it: nobody to mail now" : "Make the files",
        (_, { } people) => $"Send to {Plural.Count(people, "person", "people")}",
        _ => "Send",
    };

    /// <summary>How many people it goes to; null before that is known.</summary>
    public long? Reached
    {
        get
        {
            var mailed = Question.Parts.Select((part, place) => !part.IsMailing ? 0 : part.Chosen ?? Counted(place)?.Addresses).ToList();
            return mailed.Any(number => number is null) ? null : mailed.Sum() + Question.People.Count;
        }
    }

    public PartCount? Counted(int place) => Count?.Parts is { } parts && place < parts.Count ? parts[place] : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await QuestionAsync(cancellationToken) is not { } question)
        {
            return NotFound();
        }

        Question = question;
        Asked = marks.Key(Asked, Here, UserId) is null ? marks.Of(Here, UserId, Guid.NewGuid()) : Asked;
        Count = await CountAsync(cancellationToken);
        Templates = question.Parts.Any(part => part.IsMailing) ? await mediator.Send(new ListEmailTemplates(), cancellationToken) : null;
        Cannot =
        [
            .. (await mediator.Send(new CheckRecipients(string.Join(", ", question.OfMailings ? [] : question.People)), cancellationToken))
                .Where(check => check.Finding != RecipientFinding.Fine),
        ];
        return Request.IsHtmx() ? Partial("_Ask", this) : Page();
    }

    /// <summary>Nothing is sent; a count under way is given up.</summary>
    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken)
    {
        if (await QuestionAsync(cancellationToken) is null)
        {
            return NotFound();
        }

        if (CountId is { } count)
        {
            await mediator.Send(new AbandonCount(count, UserId), cancellationToken);
        }

        return this.GoTo(Back);
    }

    /// <summary>The answer to the question. Whoever was not asked is asked first.</summary>
    public async Task<IActionResult> OnPostSendAsync(CancellationToken cancellationToken)
    {
        if (marks.Key(Asked, Here, UserId) is not { } key)
        {
            return await QuestionAsync(cancellationToken) is null ? NotFound() : this.GoTo(Here + QueryString.Create(
                new Dictionary<string, string?> { ["returnUrl"] = ReturnUrl }.Where(part => part.Value is not null)));
        }

        if (await mediator.Send(new SendAsked(What, Id, Part, HttpContext.Actor(), key, Back), cancellationToken) is not { } outcome)
        {
            return NotFound();
        }

        if (outcome.Words is { } words)
        {
            this.Notify(words, outcome.Tone);
        }

        return this.GoTo(outcome.Url);
    }

    private async Task<SendQuestion?> QuestionAsync(CancellationToken cancellationToken) => (What, Part) switch
    {
        (SendQuestions.RunNow, null) => await mediator.Send(new AskRunNow(Id), cancellationToken),
        (SendQuestions.Retry, null) => await mediator.Send(new AskRetryRun(Id), cancellationToken),
        (SendQuestions.Resend, { } message) => await mediator.Send(new AskResend(Id, message), cancellationToken),
        (SendQuestions.Mailing, null) => await mediator.Send(new AskMailing(Id, Retry: false), cancellationToken),
        (SendQuestions.RetryMailing, null) => await mediator.Send(new AskMailing(Id, Retry: true), cancellationToken),
        (SendQuestions.Test, { } list) => await mediator.Send(new AskTest(Id, list, UserId), cancellationToken),
        (SendQuestions.EmailTest, { } email) => await mediator.Send(new AskEmailTest(Id, email, UserId), cancellationToken),
        _ => null,
    };

    private async Task<SendCount?> CountAsync(CancellationToken cancellationToken)
    {
        if (CountId is { } count)
        {
            return await mediator.Send(new FindSendCount(count, UserId), cancellationToken);
        }

        return Question.Parts.All(part => part.Snapshot is null)
            ? null
            : await mediator.Send(
                new CountSend(Question.Parts, HttpContext.Actor(), Request.IsHtmx() ? AnswerAtOnce : AnswerWithoutScripts),
                cancellationToken);
    }
}
