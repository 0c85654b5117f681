using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// For a page that takes a file of any size: the form is not read before the handler, which lifts the limit and does so by
/// <see cref="StreamedUpload.ReadAsync"/>. The antiforgery token must be the form's first field.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StreamedUploadAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        foreach (var factory in context.ValueProviderFactories.Where(
            each => each is FormValueProviderFactory or FormFileValueProviderFactory or JQueryFormValueProviderFactory).ToList())
        {
            context.ValueProviderFactories.Remove(factory);
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
