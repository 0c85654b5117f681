using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.CreateSchedule;

public sealed class EditScheduleModel(IMediator mediator, VenueReader venues) : BasicDetailsPage(mediator, venues)
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public override long? ScheduleId => Id;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new GetBasicDetails(Id), cancellationToken) is not { } stored)
        {
            return NotFound();
        }

        (Details, Version) = stored;
        await ShowAsync(cancellationToken);
        return Page();
    }

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => SaveAsync(
        async () => await AnswerAsync(
            Id, await Mediator.Send(new ChangeBasicDetails(Id, Details, Version, HttpContext.Actor()), cancellationToken), cancellationToken),
        cancellationToken);
}
