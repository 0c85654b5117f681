using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>The columns and sort that new Customer Lists start from, and the data fields that a new integrated email sends.</summary>
public sealed record GetOutputTemplate : IRequest<OutputTemplate>;

public sealed record OutputTemplate(IReadOnlyList<string> OutputColumns, IReadOnlyList<SortBy> SortBy, int Version);

internal sealed class GetOutputTemplateHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetOutputTemplate, OutputTemplate>
{
    private const string Sql = "select output_columns, sort_by, output_template_version as version from venue_settings";

    private sealed record Row
    {
        public string[] OutputColumns { get; init; } = [];
        public string SortBy { get; init; } = "[]";
        public int Version { get; init; }
    }

    public async Task<OutputTemplate> Handle(GetOutputTemplate request, CancellationToken cancellationToken)
    {
        var row = await dataSource.ReadSingleAsync<Row>(Sql, cancellationToken);
        return new OutputTemplate(row.OutputColumns, SortBy.ParseAll(row.SortBy), row.Version);
    }
}
