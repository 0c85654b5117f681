using System.Security.Claims;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn;

public sealed class AccountModel : PageModel
{
    public IEnumerable<string> RoleNames => User.FindAll(ClaimTypes.Role).Select(claim => claim.Value).Order();
}
