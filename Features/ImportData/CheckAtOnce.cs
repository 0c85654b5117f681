using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>
/// Checks an uploaded file as it was recognised, where nothing about it is open: each of its columns goes somewhere, and nothing looks
/// wrong. Otherwise nothing is done, and false.
/// </summary>
public sealed record CheckAtOnce(long Id, Actor Actor) : IRequest<bool>;

internal sealed class CheckAtOnceHandler(IMediator mediator) : IRequestHandler<CheckAtOnce, bool>
{
    public async Task<bool> Handle(CheckAtOnce request, CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetImport(request.Id), cancellationToken) is not { State: ImportStates.Uploaded } import)
        {
            return false;
        }

        var settings = import.Settings;
        return settings.Columns.All(column => column is not null)
            && ColumnMatcher.ProblemsOf(import.What, settings.Columns).Count == 0
            && ColumnMatcher.OpenOf(import.What, settings).Count == 0
            && !ImportWords.Warnings(import).Any()
            && await mediator.Send(new CheckImport(import.Id, import.Version, settings, request.Actor), cancellationToken)
                is ImportChange.Done;
    }
}
