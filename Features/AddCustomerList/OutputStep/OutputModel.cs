using CustomerListSchedules.Features.AddCustomerList.Parts;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.AddCustomerList.OutputStep;

/// <summary>From Basic Details to Output and back, and the columns there.</summary>
public abstract class OutputModel(IMediator mediator, VenueReader venues) : SplitModel(mediator, venues)
{
    public bool OnOutput { get; protected set; }

    public bool Turned { get; private set; }

    public string? OutputError { get; protected set; }

    public FirstRows? Rows { get; private set; }

    public OutputEditor Editor => new(Form.Catalogue, Output, OutputError, Form.MatchesBookings);

    /// <summary>Next: from Basic Details to Output.</summary>
    public Task<IActionResult> OnPostNextAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            if (!CanBeSplit())
            {
                await ReadPartsAsync(cancellationToken);
                return this.Invalid(FormPartial, this);
            }

            var output = await Mediator.Send(new StartOutput(Details.Read(), CopiedFrom, Output), cancellationToken);
            if (output is null)
            {
                return CustomerListGone();
            }

            (Output, CopiedFrom, OnOutput, Turned) = (output, Details.CustomerListId, true, true);
            return this.Fragment(FormPartial, this);
        },
        cancellationToken);

    public Task<IActionResult> OnPostBackAsync(CancellationToken cancellationToken) => AnswerAsync(
        () =>
        {
            Turned = true;
            return Task.FromResult(this.Fragment(FormPartial, this));
        },
        cancellationToken);

    /// <summary>A button of the output editor, pressed without scripts.</summary>
    public Task<IActionResult> OnPostArrangeAsync(CancellationToken cancellationToken) => AnswerAsync(
        () =>
        {
            OnOutput = true;
            Output.Arrange(Form.Catalogue);
            return Task.FromResult(this.Fragment(FormPartial, this));
        },
        cancellationToken);

    /// <summary>The file as it would be now, before it is saved.</summary>
    public Task<IActionResult> OnPostRowsAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            OnOutput = true;
            Rows = await Mediator.Send(
                new GetFirstRows(ScheduleId, Details.CustomerListId ?? 0, Output, Details.FileFormat, HttpContext.Actor())
                {
                    Part = FirstPart,
                },
                cancellationToken);
            if (Rows is null)
            {
                Response.Htmx(headers => headers.Retarget("#entry-form"));
                return CustomerListGone();
            }

            return this.Fragment("/Features/AddCustomerList/OutputStep/_FirstRows.cshtml", Rows);
        },
        cancellationToken);

    // Of a split list nobody sees the whole.
    private PartOf? FirstPart => Details is { Own: true, KnownSplitBy: { } by } && PartLines.Parse(Details.Parts).Found is [var first, ..]
        ? new PartOf(by, first.Value)
        : null;

    /// <summary>Back on Basic Details, where another Customer List is to be picked.</summary>
    protected IActionResult CustomerListGone(string? why = null)
    {
        OnOutput = false;
        ModelState.AddModelError("Details.CustomerListId", why ?? "This Customer List is no longer available. Pick another.");
        return this.Invalid(FormPartial, this);
    }
}
