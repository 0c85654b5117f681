using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Mappings;

/// <summary>The names of the mappings that are kept for files of a kind.</summary>
public sealed record ListMappings(string Kind) : IRequest<IReadOnlyList<string>>;

/// <summary>A mapping that is kept, whatever the name's capitals; null when there is none.</summary>
public sealed record GetMapping(string Kind, string Name) : IRequest<KeptMapping?>;

internal sealed class GetMappingsHandler(NpgsqlDataSource dataSource)
    : IRequestHandler<ListMappings, IReadOnlyList<string>>, IRequestHandler<GetMapping, KeptMapping?>
{
    public async Task<IReadOnlyList<string>> Handle(ListMappings request, CancellationToken cancellationToken) =>
        await dataSource.ReadAllAsync<string>(
            "select name from import_mappings where kind = @Kind order by lower(name)", new { request.Kind }, cancellationToken);

    public async Task<KeptMapping?> Handle(GetMapping request, CancellationToken cancellationToken) =>
        await dataSource.ReadOneAsync<string>(
            "select mapping::text from import_mappings where kind = @Kind and lower(name) = lower(@name)",
            new { request.Kind, name = request.Name.Trim() },
            cancellationToken) is { } json
            ? KeptMapping.Parse(json)
            : null;
}
