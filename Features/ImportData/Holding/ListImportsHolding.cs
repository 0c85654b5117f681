using MediatR;

namespace CustomerListSchedules.Features.ImportData.Holding;

/// <summary>The uploaded files, and those of refused rows, that are still stored and hold a customer.</summary>
public sealed record ListImportsHolding(long CustomerId, string Reference, string? Email) : IRequest<IReadOnlyList<HeldInImport>>;

internal sealed class ListImportsHoldingHandler(
    ImportFilesHolding imports) : IRequestHandler<ListImportsHolding, IReadOnlyList<HeldInImport>>
{
    public Task<IReadOnlyList<HeldInImport>> Handle(ListImportsHolding request, CancellationToken cancellationToken) =>
        imports.FindAsync(request, cancellationToken);
}
