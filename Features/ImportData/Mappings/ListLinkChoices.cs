using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Mappings;

/// <summary>Where a column of tags or answers may go, of files that may have such; empty for others.</summary>
public sealed record ListLinkChoices(string Kind) : IRequest<IReadOnlyList<LinkChoice>>;

/// <param name="Key">As the mapping has it.</param>
/// <param name="Label">For a person.</param>
public sealed record LinkChoice(string Key, string Label);

internal sealed class ListLinkChoicesHandler(NpgsqlDataSource dataSource)
    : IRequestHandler<ListLinkChoices, IReadOnlyList<LinkChoice>>
{
    private const string PreferencesSql = "select external_reference, name from crm.contact_preferences order by lower(name), id limit 500";

    public async Task<IReadOnlyList<LinkChoice>> Handle(ListLinkChoices request, CancellationToken cancellationToken) =>
        ImportKinds.Get(request.Kind) is not RowKind { HasLinkColumns: true }
            ? []
            :
            [
                new(LinkColumn.Tags, "Tags, one or several"),
                new(LinkColumn.Preference, "Contact preference named as the column"),
                .. (await dataSource.ReadAllAsync<(string Reference, string Name)>(PreferencesSql, cancellationToken))
                    .Select(preference => new LinkChoice(LinkColumn.Of(preference.Reference), $"Contact preference: {preference.Name}")),
            ];
}
