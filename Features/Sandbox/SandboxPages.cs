using CustomerListSchedules.Features.Sandbox.Dotdigital;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.Sandbox;

public static class SandboxPages
{
    /// <summary>
    /// The pages that show the mail of a pickup directory exist only where mail goes to one, those of the Dotdigital sandbox only where
    /// there is one. They answer only to this machine.
    /// </summary>
    public static IMvcBuilder AddSandboxPages(this IMvcBuilder mvc)
    {
        bool Has(Type type) => mvc.Services.Any(service => service.ServiceType == type);
        var (mail, dotdigital) = (Has(typeof(PickupMailer)), Has(typeof(SandboxApi)));
        mvc.Services.Configure<RazorPagesOptions>(options =>
        {
            options.Conventions.AddFolderRouteModelConvention("/Sandbox", page =>
            {
                if ((!mail && page.ViewEnginePath.StartsWith("/Sandbox/Mail", StringComparison.Ordinal))
                    || (!dotdigital && page.ViewEnginePath.StartsWith("/Sandbox/Dotdigital", StringComparison.Ordinal)))
                {
                    page.Selectors.Clear();
                }
            });
            options.Conventions.AddFolderApplicationModelConvention("/Sandbox", page => page.Filters.Add(new LoopbackOnly()));
        });
        return mvc;
    }

    private sealed class LoopbackOnly : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context)
        {
            if (!context.HttpContext.IsFromThisMachine())
            {
                context.Result = new NotFoundResult();
            }
        }

        public void OnResourceExecuted(ResourceExecutedContext context)
        {
        }
    }
}
