using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Email;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.Sandbox;

[AllowAnonymous]
public sealed class MailListModel(PickupMailer mailer, VenueReader venues) : PageModel
{
    public int Most => 200;

    public IReadOnlyList<PickedUpMail> Mails { get; private set; } = [];

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Mails = [.. mailer.List().Take(Most)];
    }
}
