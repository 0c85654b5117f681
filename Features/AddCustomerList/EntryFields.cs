using CustomerListSchedules.Features.AddCustomerList.Groups;
using CustomerListSchedules.Features.KeepDrafts;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>What both pages of the form carry, and what they are filled from.</summary>
public abstract class EntryFields(IMediator mediator) : PageModel
{
    protected const string FormPartial = "_EntryForm";

    protected IMediator Mediator => mediator;

    [BindProperty(SupportsGet = true), FromRoute]
    public long ScheduleId { get; set; }

    [BindProperty(SupportsGet = true), FromRoute]
    public long? EntryId { get; set; }

    [BindProperty]
    public DetailsInput Details { get; set; } = new();

    [BindProperty]
    public OutputInput Output { get; set; } = new();

    /// <summary>The Customer List that the columns were copied from.</summary>
    [BindProperty]
    public long? CopiedFrom { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public Guid Key { get; set; }

    public ScheduledListForm Form { get; private set; } = null!;

    public IReadOnlyList<RecipientGroup> Groups { get; protected set; } = [];

    public string ListsUrl => $"/schedules/{ScheduleId}/customer-lists";

    public string FormUrl => EntryId is null ? $"{ListsUrl}/new" : $"{ListsUrl}/{EntryId}";

    public string Heading => EntryId is null ? "Add Customer List" : Form.Entry!.Name;

    protected Guid UserId => HttpContext.Actor().UserId!.Value;

    protected DraftOf Thing => DraftOf.ScheduledList(ScheduleId, EntryId);

    protected async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var form = await mediator.Send(new GetScheduledListForm(ScheduleId, EntryId, Details.CustomerListId), cancellationToken);
        Form = form!;
        Groups = await mediator.Send(new ListRecipientGroups(), cancellationToken);
        return form is not null;
    }
}
