using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.GatherEvidence;

public sealed class AddressEvidenceModel(IMediator mediator) : EvidencePage(mediator)
{
    [BindProperty(SupportsGet = true), Sealed]
    public string? Address { get; set; }

    protected override EvidenceOf Of => new EvidenceOf.Address(Address!);

    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken) =>
        Address is not null && await Mediator.Send(new WasAddressed(Address), cancellationToken);
}
