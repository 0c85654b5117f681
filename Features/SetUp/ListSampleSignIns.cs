using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp;

/// <summary>The accounts of the sample venue that this database has; their passwords are public.</summary>
public sealed record ListSampleSignIns : IRequest<IReadOnlyList<SampleSignIn>>;

internal sealed class ListSampleSignInsHandler(
    NpgsqlDataSource dataSource) : IRequestHandler<ListSampleSignIns, IReadOnlyList<SampleSignIn>>
{
    public async Task<IReadOnlyList<SampleSignIn>> Handle(ListSampleSignIns request, CancellationToken cancellationToken)
    {
        var addresses = await dataSource.ReadAllAsync<string>(
            "select email from users where email = any(@addresses) and deactivated_at is null",
            new { addresses = SampleSignIns.All.Select(account => account.Email).ToArray() },
            cancellationToken);
        var found = addresses.ToHashSet();
        return [.. SampleSignIns.All.Where(account => found.Contains(account.Email))];
    }
}
