using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared.OutputColumns;
using FluentValidation;
using MediatR;

namespace CustomerListSchedules.Features.AddCustomerList.OutputStep;

/// <summary>
/// From page one to page two: checks page one, and gives page two its columns. They are a copy of the Customer List's own
/// until somebody changes them; then another Customer List no longer touches them.
/// </summary>
/// <param name="Details">Page one.</param>
/// <param name="CopiedFrom">The Customer List that <paramref name="Output"/> was copied from; null when nothing was yet.</param>
/// <param name="Output">What is chosen so far.</param>
public sealed record StartOutput(ScheduledListDetails Details, long? CopiedFrom, OutputInput Output) : IRequest<OutputInput?>;

internal sealed class StartOutputValidator : AbstractValidator<StartOutput>
{
    public StartOutputValidator() => RuleFor(request => request.Details).SetValidator(new DetailsValidator());
}

/// <summary>Answers null when the Customer List is no longer there.</summary>
internal sealed class StartOutputHandler(IMediator mediator) : IRequestHandler<StartOutput, OutputInput?>
{
    public async Task<OutputInput?> Handle(StartOutput request, CancellationToken cancellationToken)
    {
        var start = await CopyAsync(request.Details.CustomerListId, cancellationToken);
        if (start is null || request.CopiedFrom == request.Details.CustomerListId)
        {
            return start is null ? null : request.Output;
        }

        var copied = await CopyAsync(request.CopiedFrom, cancellationToken);
        var touched = request.Output.Columns.Count > 0
            && (copied is null
            || !copied.Columns.SequenceEqual(request.Output.Columns)
            || !copied.SortBy.SequenceEqual(request.Output.SortBy)
            || copied.RowPerBooking != request.Output.RowPerBooking);
        start.OnlyCommon = request.Output.OnlyCommon;
        return touched ? request.Output : start;
    }

    private async Task<OutputInput?> CopyAsync(long? customerListId, CancellationToken cancellationToken)
    {
        var output = customerListId is { } id ? await mediator.Send(new GetCustomerListOutput(id), cancellationToken) : null;
        return output is null
            ? null
            : OutputInput.From(output.OutputColumns, output.SortBy.Select(by => (by.Column, by.Descending)), output.RowPerBooking);
    }
}
