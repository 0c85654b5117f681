using CustomerListSchedules.Features.AddCustomerList.OutputStep;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.AddCustomerList.Parts;

/// <summary>To each their own: the values of the list now, who gets which, and the first rows of one.</summary>
public abstract class SplitModel(IMediator mediator, VenueReader venues) : EmailToModel(mediator, venues)
{
    private const string TablePartial = "/Features/AddCustomerList/Parts/_Parts.cshtml";

    /// <summary>A part of the values that are looked for.</summary>
    [BindProperty]
    public string? FindValue { get; set; }

    /// <summary>What is known of the values; null before they were asked for.</summary>
    public PartTable? Parts { get; private set; }

    public FirstRows? PartRows { get; private set; }

    /// <summary>The values with their counts, and who gets them.</summary>
    public Task<IActionResult> OnPostPartsAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            await ReadPartsAsync(cancellationToken);
            return this.Fragment(TablePartial, (SplitModel)this);
        },
        cancellationToken);

    /// <summary>The first rows of a value, as its recipients would get them now.</summary>
    public Task<IActionResult> OnPostPartRowsAsync(string? value, CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            await ReadPartsAsync(cancellationToken);
            if (value is { Length: > 0 and <= 300 } && Details.CustomerListId is { } list)
            {
                PartRows = await Mediator.Send(
                    new GetFirstRows(
                        ScheduleId, list, await OutputOrOwnAsync(list, cancellationToken), Details.FileFormat, HttpContext.Actor())
                    {
                        Part = new PartOf(Details.KnownSplitBy ?? SplitBy.Producer, value),
                    },
                    cancellationToken);
            }

            return this.Fragment(TablePartial, (SplitModel)this);
        },
        cancellationToken);

    /// <summary>Begins a line for a value that has no recipient.</summary>
    public Task<IActionResult> OnPostNamePartAsync(string? value, CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            if (value is { Length: > 0 and <= 300 })
            {
                Details.Parts = $"{Details.Parts.TrimEnd()}\n{value}\t".TrimStart('\n');
                ModelState.Clear();
            }

            await ReadPartsAsync(cancellationToken);
            return this.Fragment(FormPartial, this);
        },
        cancellationToken);

    protected async Task ReadPartsAsync(CancellationToken cancellationToken)
    {
        if (Details is { Own: true, KnownSplitBy: { } by })
        {
            Parts = await Mediator.Send(
                new GetPartTable(Details.CustomerListId, by, Details.Parts, FindValue?.Trim() ?? ""), cancellationToken);
        }
    }

    /// <summary>Says so where the Customer List that is picked cannot be split.</summary>
    protected bool CanBeSplit()
    {
        if (!Details.Own || Details.CustomerListId is null || Form.MatchesBookings)
        {
            return true;
        }

        ModelState.AddModelError("Details.SplitBy", GetPartTableHandler.NotSplit);
        return false;
    }

    // Before the columns were chosen, those of the Customer List.
    private async Task<OutputInput> OutputOrOwnAsync(long list, CancellationToken cancellationToken)
    {
        if (Output.Columns.Count > 0 && CopiedFrom == list)
        {
            return Output;
        }

        var own = await Mediator.Send(new GetCustomerListOutput(list), cancellationToken);
        return own is null
            ? Output
            : OutputInput.From(own.OutputColumns, own.SortBy.Select(by => (by.Column, by.Descending)), own.RowPerBooking);
    }
}
