using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ReviewAudit;

public sealed class AuditModel(IMediator mediator, SealedText texts) : PageModel
{
    [BindProperty(SupportsGet = true), Sealed]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Until { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public AuditPage Entries { get; private set; } = null!;

    public AuditFilter Filter => new(Search, From, Until);

    public string ExportUrl => "/audit" + Filter.Query(texts).Add("handler", "Csv");

    public string OlderUrl => "/audit" + Filter.Query(texts).Add("before", $"{Entries.Older}");

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Entries = await mediator.Send(new ListAudit(Filter, Before), cancellationToken);

    public IActionResult OnPostSearch() => this.GoTo("/audit" + Filter.Query(texts));

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancellationToken)
    {
        Response.Headers.CacheControl = "no-store";
        return File(
            await mediator.Send(new ExportAudit(Filter, HttpContext.Actor()), cancellationToken), "text/csv; charset=utf-8", "audit.csv");
    }
}
