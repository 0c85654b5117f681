using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.Shared;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>What the form of a criterion offers, and what is chosen in it but has gone.</summary>
/// <param name="Input">The form.</param>
/// <param name="Before">The criterion as it was kept; null for a new one.</param>
internal sealed record GetCriterionChoices(CriterionInput Input, Criterion? Before) : IRequest<CriterionChoices>;

internal sealed class GetCriterionChoicesHandler(NpgsqlDataSource dataSource, VenueReader venues, IClock clock)
    : IRequestHandler<GetCriterionChoices, CriterionChoices>
{
    public async Task<CriterionChoices> Handle(GetCriterionChoices request, CancellationToken cancellationToken)
    {
        if (CriterionKinds.Find(request.Input.Kind) is not { } kind)
        {
            return new CriterionChoices();
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var choices = await kind.ChoicesAsync(
            request.Input, new ChoiceReader(connection, request.Input.Find, venues, clock, cancellationToken));
        return choices with { Gone = [.. kind.Gone(request.Input, choices, request.Before)] };
    }
}
