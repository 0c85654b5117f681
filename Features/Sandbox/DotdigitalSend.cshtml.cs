using System.Text.Json;
using CustomerListSchedules.Features.Sandbox.Dotdigital;
using CustomerListSchedules.Features.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.Sandbox;

[AllowAnonymous]
public sealed class DotdigitalSendModel(IServiceProvider services, VenueReader venues) : PageModel
{
    private const int Most = 200;

    private readonly SandboxApi sandbox = services.GetRequiredService<SandboxApi>();
    /// <param name="Values">What was sent about them, by data field.</param>
    public sealed record Person(string Email, IReadOnlyDictionary<string, string> Values);

    internal SandboxSends.Send Send { get; private set; } = null!;

    public string Subject => Send.Subject;

    public IReadOnlyList<Person> People { get; private set; } = [];

    public IReadOnlyList<string> Fields { get; private set; } = [];

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    public async Task<IActionResult> OnGetAsync([FromRoute] Guid id, CancellationToken cancellationToken)
    {
        await sandbox.PrepareAsync();
        if (await sandbox.Sends.FindAsync(id) is not { } send)
        {
            return NotFound();
        }

        Send = send;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        People = [
            .. (await sandbox.Sends.ArrivalsAsync(id, Most)).Select(arrival => new Person(arrival.Email, Values(arrival.DataFields)))
        ];
        Fields = [.. People.SelectMany(person => person.Values.Keys).Distinct().Order(StringComparer.Ordinal)];
        return Page();
    }

    private static Dictionary<string, string> Values(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString());
}
