using Microsoft.AspNetCore.Mvc.Razor;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>Where a page finds the partials of criteria.</summary>
public static class CriterionViews
{
    public static void Find(RazorViewEngineOptions options)
    {
        foreach (var room in (string[])["Criteria", "Forms"])
        {
            options.PageViewLocationFormats.Add($"/Features/CustomerLists/{room}/{{0}}.cshtml");
        }
    }
}
