using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Files.Writers;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.BrowseSchedules.Bulk;

/// <summary>Asks once before several schedules are paused, resumed or handed over.</summary>
public sealed class BulkModel(IMediator mediator) : PageModel
{
    private static readonly Dictionary<string, BulkAction> Actions = new()
    {
        ["pause"] = BulkAction.Pause,
        ["resume"] = BulkAction.Resume,
        ["hand-over"] = BulkAction.HandOver,
    };

    /// <summary>"pause", "resume" or "hand-over".</summary>
    [BindProperty(SupportsGet = true, Name = "do")]
    public string Do { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "ids")]
    public long[] Ids { get; set; } = [];

    /// <summary>What was ticked, as it was looked at.</summary>
    [BindProperty(Name = "seen")]
    public string[] Seen { get; set; } = [];

    [BindProperty(Name = "to")]
    public Guid? To { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public BulkAction Action { get; private set; }

    public BulkPlan Plan { get; private set; } = new([], []);

    /// <summary>What is wrong with <see cref="To"/>.</summary>
    public string? ToError { get; private set; }

    public string Back => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/schedules";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Ids.Length == 0)
        {
            this.Notify("Tick the schedules first.", "warn");
            return this.GoTo(Back);
        }

        if (!Actions.TryGetValue(Do, out var action) || Ids.Length > GetBulk.Most)
        {
            return NotFound();
        }

        await LoadAsync(action, Ids, cancellationToken);
        return Plan.Schedules.Count == 0 ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        BulkSeen[] seen = [.. Seen.Select(BulkSeen.Parse).OfType<BulkSeen>()];
        if (!Actions.TryGetValue(Do, out var action) || seen.Length is 0 or > GetBulk.Most || seen.Length != Seen.Length)
        {
            return BadRequest();
        }

        var result = await mediator.Send(new ChangeMany(action, seen, To, HttpContext.Actor()), cancellationToken);
        if (result.NotStaff)
        {
            ToError = To is null ? "Pick a colleague." : "That account cannot own a schedule. Pick an active member of staff.";
            await LoadAsync(action, [.. seen.Select(each => each.Id)], cancellationToken);
            return this.Invalid("_Bulk", this);
        }

        this.Notify(Words(action, result), result.Left.Count > 0 ? "warn" : "good");
        return this.GoTo(Back);
    }

    private async Task LoadAsync(BulkAction action, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        Action = action;
        Plan = await mediator.Send(new GetBulk(action, ids), cancellationToken);
    }

    private static string Words(BulkAction action, ChangedMany result)
    {
        var done = action switch
        {
            BulkAction.Pause => "paused",
            BulkAction.Resume => "resumed",
            _ => "handed over",
        };
        var left = result.Left.Select(each => $"{Short(each.Name)}: {each.Why}.");
        return $"{Plural.Count(result.Changed, "schedule")} {Plural.Word(result.Changed, "is", "are")} {done}."
            + (result.Left.Count == 0 ? "" : $" Left as {Plural.Word(result.Left.Count, "it is", "they are")}: {string.Join(" ", left)}");
    }

    // A notice travels in a cookie, which has room for a page of schedules so.
    private static string Short(string name) => name.Length <= 60 ? name : $"{WholeCharacters.Cut(name, 58)}…";
}
