using System.Net;
using CustomerListSchedules.Infrastructure.Email;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.Shared.Sandbox;

public static class SandboxMail
{
    /// <summary>The pages that show the mail of a pickup directory exist only where mail goes to one, and answer only to this machine.</summary>
    public static IMvcBuilder AddSandboxMail(this IMvcBuilder mvc)
    {
        var toDirectory = mvc.Services.Any(service => service.ServiceType == typeof(PickupMailer));
        mvc.Services.Configure<RazorPagesOptions>(options =>
        {
            options.Conventions.AddFolderRouteModelConvention("/Shared/Sandbox", page =>
            {
                if (!toDirectory && page.ViewEnginePath.StartsWith("/Shared/Sandbox/Mail", StringComparison.Ordinal))
                {
                    page.Selectors.Clear();
                }
            });
            options.Conventions.AddFolderApplicationModelConvention("/Shared/Sandbox", page => page.Filters.Add(new LoopbackOnly()));
        });
        return mvc;
    }

    /// <summary>No address at all means that the request did not come over a network.</summary>
    private sealed class LoopbackOnly : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context)
        {
            if (context.HttpContext.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
            {
                context.Result = new NotFoundResult();
            }
        }

        public void OnResourceExecuted(ResourceExecutedContext context)
        {
        }
    }
}
