using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.CreateSchedule;

public sealed class NewScheduleModel(IMediator mediator, VenueReader venues) : BasicDetailsPage(mediator, venues)
{
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        (Details, Version) = (await Mediator.Send(new GetBasicDetails(null), cancellationToken))!;
        Key = Guid.NewGuid();
        await ShowAsync(cancellationToken);
    }

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => SaveAsync(
        async () =>
        {
            var added = await Mediator.Send(new AddSchedule(Details, Key == Guid.Empty ? Guid.NewGuid() : Key, HttpContext.Actor()), cancellationToken);

            // The form was sent before (a double click, or Back and Next): what it says now is an edit.
            var saved = added.Already
                ? await Mediator.Send(new ChangeBasicDetails(added.Id, Details, Version, HttpContext.Actor()), cancellationToken)
                : new BasicDetailsSaved.Done();
            return await AnswerAsync(added.Id, saved, cancellationToken);
        },
        cancellationToken);
}
