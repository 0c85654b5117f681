using CustomerListSchedules.Features.Sandbox.Dotdigital;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Htmx;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.Sandbox;

[AllowAnonymous]
public sealed class DotdigitalListModel(IServiceProvider services, VenueReader venues) : PageModel
{
    private readonly SandboxApi sandbox = services.GetRequiredService<SandboxApi>();

    internal IReadOnlyList<SandboxSends.Send> Sends { get; private set; } = [];

    internal IReadOnlyList<SandboxCampaigns.Campaign> Campaigns { get; private set; } = [];

    internal IReadOnlyList<SandboxRules.Fault> Faults { get; private set; } = [];

    public SandboxSettings Settings { get; private set; } = new();

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await sandbox.PrepareAsync();
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Sends = await sandbox.Sends.AllAsync();
        Campaigns = await sandbox.Campaigns.AllAsync();
        Faults = await sandbox.Rules.FaultsAsync();
        Settings = await sandbox.Rules.SettingsAsync();
    }

    public async Task<IActionResult> OnPostBreakAsync(string call, string kind, int? times, double seconds)
    {
        if (!ModelState.IsValid || (call != "*" && !SandboxApi.Calls.Contains(call)) || !SandboxRules.Kinds.ContainsKey(kind))
        {
            return BadRequest();
        }

        await sandbox.PrepareAsync();
        await sandbox.Rules.AddAsync(call, kind, times, seconds);
        return this.GoTo("/sandbox/dotdigital#faults");
    }

    public async Task<IActionResult> OnPostMendAsync()
    {
        await sandbox.PrepareAsync();
        await sandbox.Rules.ClearFaultsAsync();
        return this.GoTo("/sandbox/dotdigital#faults");
    }

    public async Task<IActionResult> OnPostSettingsAsync()
    {
        await sandbox.PrepareAsync();
        var settings = await sandbox.Rules.SettingsAsync();
        if (!await TryUpdateModelAsync(settings, nameof(Settings)) || !settings.AreRight)
        {
            return BadRequest();
        }

        await sandbox.Rules.SaveAsync(settings);
        return this.GoTo("/sandbox/dotdigital#behaviour");
    }
}
