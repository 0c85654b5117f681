using CustomerListSchedules.Features.BuildCustomerList.Explorer;
using CustomerListSchedules.Features.BuildCustomerList.Segments;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

public sealed class EditSegmentModel(IMediator mediator, VenueReader venues, IClock clock) : SegmentPage(mediator, venues, clock)
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    public override long? SegmentId => Id;

    public GlobalSegmentRow Stored => Globals.First(row => row.Id == Id);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (Globals.FirstOrDefault(row => row.Id == Id) is not { } stored)
        {
            return NotFound();
        }

        (Name, Version) = (stored.Name, stored.Version);
        Definition = ListDefinition.Everyone.Add(Only, new LocalSegment(stored.Name, stored.Definition));
        return await ShowAsync(cancellationToken);
    }

    /// <summary>The effects alone, asked for again while they are counted.</summary>
    public async Task<IActionResult> OnGetEffectsAsync(CancellationToken cancellationToken)
    {
        Comparison = CompareId is { } comparison ? await Mediator.Send(new GetComparison(Id, comparison, UserId), cancellationToken) : null;
        return Comparison is null ? NotFound() : Partial("_Effects", this);
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (!MayEdit)
        {
            return Forbid();
        }

        switch (await Mediator.Send(new DeleteSegment(Id, HttpContext.Actor()), cancellationToken))
        {
            case null:
                return NotFound();
            case ListDeleted.Used used:
                this.Notify($"This segment cannot be deleted, because lists use it: {string.Join(", ", used.By)}.", "bad");
                return this.GoTo(FormUrl);
            default:
                this.Notify("The global segment is deleted.");
                return this.GoTo("/segments");
        }
    }
}
