using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace CustomerListSchedules.Features.Shared;

/// <summary>A message that the next page shows once, after a redirect.</summary>
public static class Flash
{
    public static void Notify(this PageModel page, string text, string tone = "good")
    {
        page.TempData["Notice"] = text;
        page.TempData["NoticeTone"] = tone;
    }

    public static Notice? Take(ITempDataDictionary data) =>
        data["Notice"] is string text ? new Notice(data["NoticeTone"] as string ?? "", text) : null;
}
