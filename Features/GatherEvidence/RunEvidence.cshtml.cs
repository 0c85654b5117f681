using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace CustomerListSchedules.Features.GatherEvidence;

public sealed class RunEvidenceModel(IMediator mediator, VenueReader venues) : EvidencePage(mediator)
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    public RunToProve Run { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = null!;

    protected override EvidenceOf Of => new EvidenceOf.Run(Id);

    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new GetRunToProve(Id), cancellationToken) is not { } run)
        {
            return false;
        }

        (Run, Zone) = (run, (await venues.ReadAsync(cancellationToken)).Zone);
        return true;
    }
}
