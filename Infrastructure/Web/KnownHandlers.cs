using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// Answers 404 where a request names a page handler that the page does not have, or posts to a page that takes none.
/// Razor Pages would run another handler, or render the page without having run any.
/// </summary>
public sealed class KnownHandlers : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (IsKnown(context))
        {
            return next();
        }

        context.Result = new NotFoundResult();
        return Task.CompletedTask;
    }

    private static bool IsKnown(PageHandlerExecutingContext context)
    {
        var http = context.HttpContext;
        if (http.Features.Get<IExceptionHandlerFeature>() is not null || http.Features.Get<IStatusCodeReExecuteFeature>() is not null)
        {
            return true; // A page about another request, whose query is still there.
        }

        var named = http.Request.Query["handler"].ToString();
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        return named.Length == 0
            ? reads || context.HandlerMethod is not null
            : string.Equals(context.HandlerMethod?.Name, named, StringComparison.OrdinalIgnoreCase);
    }
}
