using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.Shared.Downloads;

/// <summary>Notes that the last byte of a download was written.</summary>
public sealed record CompleteDownload(long DownloadId) : IRequest<Unit>;

internal sealed class CompleteDownloadHandler(NpgsqlDataSource dataSource) : IRequestHandler<CompleteDownload, Unit>
{
    public async Task<Unit> Handle(CompleteDownload request, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(
            "update downloads set completed = true where id = @downloadId", new { request.DownloadId }, cancellationToken);
        return Unit.Value;
    }
}
