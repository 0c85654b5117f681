using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.EraseCustomer;

/// <summary>What erasing one customer removes and revokes; then, what it did.</summary>
public sealed class EraseOneModel(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public string Typed { get; set; } = "";

    public Erasure Erasure { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        switch (await mediator.Send(new ErasePerson(Id, Typed, HttpContext.Actor()), cancellationToken))
        {
            case EraseResult.Done:
                return this.GoTo($"/import/erase-customer/{Id}");
            case EraseResult.NotConfirmed when await LoadAsync(cancellationToken):
                ModelState.AddModelError("Typed", $"Type {Erasure.Customer!.Reference} to agree to it.");
                return this.Invalid("_EraseForm", this);
            default:
                return NotFound();
        }
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetErasure(Id), cancellationToken) is not { } erasure)
        {
            return false;
        }

        Erasure = erasure;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return true;
    }
}
