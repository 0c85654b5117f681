using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.Shared.Status;

/// <summary>Needs neither the database nor a sign-in: either may be what failed.</summary>
[IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    public IActionResult OnGet() => Show();

    public IActionResult OnPost() => Show();

    private IActionResult Show() => HttpContext.Features.Get<IExceptionHandlerFeature>() is null ? NotFound() : Page();
}
