using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.GatherEvidence;

/// <summary>Of whoever has the id now, or had it before they were erased.</summary>
public sealed class CustomerEvidenceModel(IMediator mediator) : EvidencePage(mediator)
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    protected override EvidenceOf Of => new EvidenceOf.Customer(Id);

    protected override Task<bool> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}
