using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.Shared;

/// <summary>Where next: staff go to their schedules, partners to their reports, others are told what they can do.</summary>
public sealed class HomeModel(VenueReader venues) : PageModel
{
    public Venue Venue { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (User.IsInRole(Roles.Administrator) || User.IsInRole(Roles.InsightsAndMailings))
        {
            return Redirect("/schedules");
        }

        if (User.IsInRole(Roles.CollectReport))
        {
            return Redirect("/partner-companies");
        }

        Venue = await venues.ReadAsync(cancellationToken);
        return Page();
    }
}
