using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>The output catalogue as it is now, one column for each contact preference included.</summary>
public sealed record GetOutputCatalogue : IRequest<OutputCatalogue>;

internal sealed class GetOutputCatalogueHandler(NpgsqlDataSource dataSource, KnownOutputCatalogue known)
    : IRequestHandler<GetOutputCatalogue, OutputCatalogue>
{
    public async Task<OutputCatalogue> Handle(GetOutputCatalogue request, CancellationToken cancellationToken)
    {
        var preferences = await dataSource.ReadAllAsync<Choice>(
            "select id, name from crm.contact_preferences order by lower(name), id", cancellationToken);
        return known.With(preferences);
    }
}
