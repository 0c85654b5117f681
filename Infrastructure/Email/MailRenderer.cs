using System.Diagnostics;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Renders Razor views without a request, for mail. Views are named by path, such as <c>/Features/X/_Mail.cshtml</c>, and name their
/// layout themselves.
/// </summary>
public sealed class MailRenderer(IServiceProvider provider, IServiceScopeFactory scopes)
{
    // It keeps what it has compiled for each view, so there is one of it.
    private readonly Lazy<IRazorPageActivator> textActivator =
        new(() => ActivatorUtilities.CreateInstance<RazorPageActivator>(provider, NullHtmlEncoder.Default));

    /// <summary>Renders an HTML view.</summary>
    public Task<string> RenderAsync(string view, object model) => RenderAsync(view, model, null);

    /// <summary>Renders a view of plain text: what it writes is not encoded as HTML, and its lines are wrapped.</summary>
    public async Task<string> RenderTextAsync(string view, object model) =>
        MailLines.Wrap(await RenderAsync(view, model, NullHtmlEncoder.Default));

    private async Task<string> RenderAsync(string path, object model, HtmlEncoder? encoder)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var page = services.GetRequiredService<IRazorViewEngine>().GetPage(path, path).Page
            ?? throw new InvalidOperationException($"There is no view {path}.");
        var view = new RazorView(
            services.GetRequiredService<IRazorViewEngine>(),
            encoder is null ? services.GetRequiredService<IRazorPageActivator>() : textActivator.Value,
            [],
            page,
            encoder ?? services.GetRequiredService<HtmlEncoder>(),
            services.GetRequiredService<DiagnosticListener>());
        await using var output = new StringWriter();
        var context = new ActionContext(new DefaultHttpContext { RequestServices = services }, new RouteData(), new ActionDescriptor());
        var metadata = services.GetRequiredService<IModelMetadataProvider>();
        var viewData = new ViewDataDictionary(metadata, new ModelStateDictionary()) { Model = model };
        var tempData = new TempDataDictionary(context.HttpContext, services.GetRequiredService<ITempDataProvider>());
        await view.RenderAsync(new ViewContext(context, view, viewData, tempData, output, new HtmlHelperOptions()));
        return output.ToString();
    }
}
