using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Htmx;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn;

public sealed class SignOutModel : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        return this.GoTo(User.IsPartner() ? "/sign-in?returnUrl=%2Fpartner-companies" : "/sign-in");
    }
}
