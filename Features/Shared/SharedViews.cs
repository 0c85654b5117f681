using Microsoft.AspNetCore.Mvc.Razor;

namespace CustomerListSchedules.Features.Shared;

/// <summary>Where a page's partial is looked for that its own folders do not have.</summary>
public static class SharedViews
{
    public static void Find(RazorViewEngineOptions options)
    {
        foreach (var room in (string[])["Layout", "OutputColumns", "Tables"])
        {
            options.PageViewLocationFormats.Add($"/Features/Shared/{room}/{{0}}.cshtml");
        }
    }
}
