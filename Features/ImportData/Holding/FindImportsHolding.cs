using MediatR;

namespace CustomerListSchedules.Features.ImportData.Holding;

/// <summary>The uploaded files, and those of refused rows, that are still stored and hold a customer.</summary>
public sealed record FindImportsHolding(string Reference, string? Email) : IRequest<IReadOnlyList<HeldInImport>>;

internal sealed class FindImportsHoldingHandler(ImportFilesHolding imports) : IRequestHandler<FindImportsHolding, IReadOnlyList<HeldInImport>>
{
    public Task<IReadOnlyList<HeldInImport>> Handle(FindImportsHolding request, CancellationToken cancellationToken) =>
        imports.FindAsync(request.Reference, request.Email, cancellationToken);
}
