using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using Dapper;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>The output catalogue as it is now, one column for each contact preference included.</summary>
public sealed record GetOutputCatalogue : IRequest<OutputCatalogue>;

internal sealed class GetOutputCatalogueHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetOutputCatalogue, OutputCatalogue>
{
    public async Task<OutputCatalogue> Handle(GetOutputCatalogue request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var preferences = await connection.QueryAsync<Choice>(new CommandDefinition(
            "select id, name from crm.contact_preferences order by lower(name), id", cancellationToken: cancellationToken));
        return OutputCatalogue.With(preferences);
    }
}
