using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.Calendar.Feed;

/// <summary>The calendar itself, for programs that cannot sign in: the address is the key.</summary>
public sealed class FeedFileModel(IMediator mediator) : PageModel
{
    public async Task<IActionResult> OnGetAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        if (token.Length > 100 || await mediator.Send(new ReadFeed(token), cancellationToken) is not { } content)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "private, no-store";
        return File(content, "text/calendar; charset=utf-8");
    }
}
