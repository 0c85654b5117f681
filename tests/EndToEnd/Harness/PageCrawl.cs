using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Harness;

/// <summary>Follows every link from where it starts, one of each kind of page.</summary>
public static partial class PageCrawl
{
    /// <param name="visitor">Somebody, signed in or not.</param>
    /// <param name="starts">Where to begin.</param>
    /// <param name="look">What is done at each page, which is open when it is called; its path is given.</param>
    /// <returns>The kinds of pages that were seen.</returns>
    public static async Task<IReadOnlySet<string>> WalkAsync(Visitor visitor, IEnumerable<string> starts, Func<string, Task> look)
    {
        var queue = new Queue<string>(starts);
        var seen = queue.Select(Kind).ToHashSet();
        while (queue.TryDequeue(out var path))
        {
            await visitor.GoToAsync(path);
            foreach (var link in await visitor.Page.EvalOnSelectorAllAsync<string[]>(
                "a[href^='/']", "links => links.filter(link => !link.hasAttribute('data-file')).map(link => link.getAttribute('href'))"))
            {
                if (!link.Contains("handler=", StringComparison.Ordinal)
                    && !link.StartsWith("/sandbox", StringComparison.Ordinal) && link != "/sign-out" && seen.Add(Kind(link)))
                {
                    queue.Enqueue(link);
                }
            }

            await look(path);
        }

        return seen;
    }

    /// <summary>Empties the fields of one of the page's forms and submits it, where it has any that a person types in.</summary>
    /// <returns>Whether the form came back with messages.</returns>
    public static async Task<bool> RefuseAsync(Visitor visitor, int number)
    {
        const string Typed =
            "input:is([type=text], [type=email], [type=number], [type=password], :not([type])):not([readonly]):visible, textarea:visible";
        var form = visitor.Page.Locator("main form[method=post]").Nth(number);
        var fields = form.Locator(Typed);
        if (await fields.CountAsync() == 0)
        {
            return false;
        }

        foreach (var field in await fields.AllAsync())
        {
            await field.FillAsync("");
        }

        await form.EvaluateAsync("form => form.noValidate = true");
        var answer = await visitor.Page.RunAndWaitForResponseAsync(
            () => form.Locator("button:not([type=button], [formaction*='handler=Discard']):visible").Last.ClickAsync(),
            response => response.Request is { Method: "POST" } request
                && !request.Url.Contains("handler=Preview", StringComparison.Ordinal));
        if (answer.Status != 422)
        {
            return false;
        }

        await visitor.Page.Locator(".field-error:not(:empty), [role=alert]").First.WaitForAsync();
        return true;
    }

    /// <summary>How many forms the page has that could be refused.</summary>
    public static Task<int> FormsAsync(Visitor visitor) => visitor.Page.Locator("main form[method=post]").CountAsync();

    /// <summary>The kind of page that a path leads to: "/schedules/12?page=2" is a "/schedules/#".</summary>
    public static string Kind(string path) => Id().Replace(path.Split('?', '#')[0], "/#");

    [GeneratedRegex(@"/(\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)")]
    private static partial Regex Id();
}
