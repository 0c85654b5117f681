using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>How an import stands; null when there is none.</summary>
public sealed record GetImport(long Id) : IRequest<Import?>;

/// <summary>The latest imports, newest first; before them those that wait for somebody.</summary>
public sealed record ListImports : IRequest<IReadOnlyList<Import>>;

internal sealed class GetImportHandler(
    NpgsqlDataSource dataSource) : IRequestHandler<GetImport, Import?>, IRequestHandler<ListImports, IReadOnlyList<Import>>
{
    private const string OneSql = $"select {Import.Columns} from {Import.From} where i.id = @id";

    // First what waits for somebody.
    private const string LatestSql =
        $"""
        select {Import.Columns} from {Import.From}
        order by (i.state in ('uploaded', 'checked') and f.deleted_at is null) desc, i.created_at desc, i.id desc
        limit 50
        """;


    public async Task<Import?> Handle(GetImport request, CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<Import>(OneSql, request, cancellationToken);
    }

    public async Task<IReadOnlyList<Import>> Handle(ListImports request, CancellationToken cancellationToken)
    {
        return [.. await dataSource.ReadAllAsync<Import>(LatestSql, cancellationToken)];
    }
}
