using CustomerListSchedules.Features.ChangeSettings;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.EndToEnd.Shared;

/// <summary>Each kind of mail as both of its parts, rendered by the application's own views.</summary>
public sealed class EveryMail : IAsyncDisposable
{
    private const string Delivery = "/Features/DeliverSchedule/Messages/Delivery";
    private const string Notice = "/Features/NotifyStaff/Notice";
    private const string Test = "/Features/ChangeSettings/Mail/Test";

    private static readonly Venue Venue = new(
        "The Old Fire Station", "Europe/London", "Box office", "boxoffice@oldfirestation.example", "01865 000 000", 7, 12, "GBP", 12);

    private static readonly DeliveryMail Full = new(
        Venue, "Thursday's attendees & guests", "https://lists.example.org/collect/" + new string('k', 43), 1234, 1300,
        "Friday 4 December 2026 at 08:00 (Europe/London)", "Friday 4 December 2026 at 09:12 (Europe/London)",
        "Friday 11 December 2026 at 08:00 (Europe/London)",
        [new("Yesterday", "Thursday 3 December 2026"), new("Next 30 days", "Saturday 5 December 2026 to Sunday 3 January 2027")],
        "Customers who have a booking with event date Yesterday and status Confirmed, or live in Oxford or Abingdon.",
        "The customer data was last updated on Wednesday 2 December 2026, which is longer ago than expected.");

    private static readonly DeliveryMail Long = Full with
    {
        ListName = new string('W', 120),
        Description = new string('v', 300),
        Venue = Venue with { ClientName = new string('M', 80), ContactEmail = new string('e', 64) + "@oldfirestation.example" },
    };

    private static readonly NoticeItem Item = new(
        "Daily attendees", "The run of Friday 4 December 2026 at 08:00 failed: nobody on Email to can collect it.",
        "https://lists.example.org/runs/1");

    private readonly WebApplication application;

    public EveryMail()
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "CustomerListSchedules", EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Default"] = "Host=nowhere", // Nothing here asks the database.
            ["Keys:Directory"] = Path.Combine(Path.GetTempPath(), "cls-mails-keys"),
        });
        builder.AddCustomerListSchedules();
        application = builder.Build();
    }

    /// <summary>Named, with what its preheader begins with.</summary>
    public static TheoryData<string, string> Kinds => new(
        ("delivery", "Thursday's attendees & guests: 1,234 customers, 1,300 bookings."),
        ("empty", "Thursday's attendees & guests: no customers this time"),
        ("reminder", "Thursday's attendees & guests: 1,234 customers, 1,300 bookings."),
        ("test", "Thursday's attendees & guests: 1,234 customers, 1,300 bookings."),
        ("long", new string('W', 120)),
        ("notice", "Daily attendees: The run of Friday 4 December 2026 at 08:00 failed"),
        ("settings", "Mail goes out"));

    public async Task<(string Text, string Html)> RenderAsync(string kind)
    {
        var (view, model) = kind switch
        {
            "delivery" => (Delivery, Full),
            "empty" => (Delivery, Full with { Link = null, ExpiresAt = null, Rows = 0, Bookings = null }),
            "reminder" => (Delivery, Full with { Reminder = true }),
            "test" => (Delivery, Full with { Test = true, MadeLateAt = null, Notes = null }),
            "long" => (Delivery, Long),
            "notice" => (
                Notice,
                new NoticeMail(Venue, "2 schedules need attention", [Item, Item with { ScheduleName = new string('N', 90) }])),
            "settings" => ((string, object))(Test, new TestEmail("The Old Fire Station", "Alex Morgan")),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        var renderer = application.Services.GetRequiredService<MailRenderer>();
        return (await renderer.RenderTextAsync(view + "Text.cshtml", model), await renderer.RenderAsync(view + "Html.cshtml", model));
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
