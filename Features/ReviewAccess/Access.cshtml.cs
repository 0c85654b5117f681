using System.Globalization;
using CustomerListSchedules.Features.GatherEvidence;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ReviewAccess;

public sealed class AccessModel(IMediator mediator, SealedText texts) : PageModel
{
    [BindProperty(SupportsGet = true), Sealed]
    public string Search { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    public AddressPage Results { get; private set; } = null!;

    /// <summary>Whether what was searched for is an address that gets nothing today and was sent something before.</summary>
    public bool WasAddressed { get; private set; }

    public string ExportUrl => "/access" + QueryString.Create("handler", "Csv").Add("search", texts.Seal(Search));

    public string PageUrl(int number) =>
        "/access" + QueryString.Create("search", texts.Seal(Search)).Add("number", number.ToString(CultureInfo.InvariantCulture));

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Results = await mediator.Send(new ListAddresses(Search, Number), cancellationToken);
        WasAddressed = Search.Length > 0 && Results.Addresses.All(found => found.Address != Search.Trim())
            && await mediator.Send(new WasAddressed(Search.Trim()), cancellationToken);
    }

    public IActionResult OnPostSearch() => this.GoTo(PageUrl(1));

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancellationToken)
    {
        Response.Headers.CacheControl = "no-store";
        return File(
            await mediator.Send(new ExportAccess(Search, HttpContext.Actor()), cancellationToken), "text/csv; charset=utf-8",
            "who-gets-what.csv");
    }
}
