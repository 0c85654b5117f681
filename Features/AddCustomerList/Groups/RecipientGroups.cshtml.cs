using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.AddCustomerList.Groups;

public sealed class RecipientGroupsModel(IMediator mediator) : PageModel
{
    public const string PageUrl = "/schedules/recipient-groups";

    public IReadOnlyList<RecipientGroup> Groups { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Groups = await mediator.Send(new ListRecipientGroups(), cancellationToken);

    /// <summary>What is offered beneath Email to while somebody types; in a form, so that no address holds what is typed.</summary>
    public async Task<IActionResult> OnPostSuggestAsync(
        string? typed, [Bind(Prefix = "Details.EmailTo")] string? emailTo, CancellationToken cancellationToken) =>
        Partial("_Suggestions", await mediator.Send(new SuggestRecipients(typed ?? "", emailTo ?? ""), cancellationToken));
}
