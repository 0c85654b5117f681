using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.ReviewMailings;

public sealed class MailingsModel(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Search { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Category { get; set; }

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public MailingList Results { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        State = MailingWords.States.ContainsKey(State ?? "") ? State : null;
        Category = string.IsNullOrEmpty(Category) ? null : Category;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Results = await mediator.Send(new ListMailings(Search, State, Category, PageNumber), cancellationToken);
        return Request.IsHtmx() ? Partial("_Mailings", this) : Page();
    }

    public string LinkTo(int page) =>
        $"/mailings?search={Uri.EscapeDataString(Search)}&state={State}&category={Uri.EscapeDataString(Category ?? "")}&page-number={page}";
}
