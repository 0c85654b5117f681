using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>
/// Takes a file of any size into the encrypted store, where every node finds it, and recognises how it is written and what its columns are.
/// </summary>
/// <param name="Kind">The key of what its rows are.</param>
/// <param name="FileName">As the sender calls it.</param>
/// <param name="Content">CSV, or an Excel workbook; read to its end.</param>
/// <param name="Actor">Who sends it.</param>
/// <param name="Sheet">Of a workbook; null for the first that holds anything.</param>
/// <exception cref="ImportException">It is neither, or too large; nothing of it is kept.</exception>
public sealed record UploadImport(string Kind, string FileName, Stream Content, Actor Actor, string? Sheet = null) : IRequest<long>;

internal sealed class UploadImportHandler(
    NpgsqlDataSource dataSource, UploadedFileStore uploads, EncryptedFileStore store, FileRows files, VenueReader venues, AuditLog audit,
    IClock clock)
    : IRequestHandler<UploadImport, long>
{
    private const string InsertSql =
        """
        insert into data_imports (kind, file_name, file_id, size_bytes, settings, state, user_id, who, created_at, next_attempt_at)
        values (@key, @name, @fileId, @size, @settings::jsonb, 'uploaded', @userId, @who, @now, @now)
        returning id
        """;

    public async Task<long> Handle(UploadImport request, CancellationToken cancellationToken)
    {
        var kind = ImportKinds.Get(request.Kind);
        var name = NameOf(request.FileName);
        var fileId = await store.CreateAsync(name, "text/csv", compressed: true, cancellationToken);
        var now = clock.GetCurrentInstant();
        var expires = now + Duration.FromDays((await venues.ReadAsync(cancellationToken)).LinkDays);
        try
        {
            var (content, settings) = await uploads.StoreAsync(fileId, kind, request.Content, request.Sheet, cancellationToken);
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using (var completing = await connection.BeginTransactionAsync(cancellationToken))
            {
                await store.CompleteAsync(connection, fileId, content, expires, cancellationToken);
                await completing.CommitAsync(cancellationToken);
            }

            settings = await files.RecogniseAsync(fileId, kind, settings, cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var id = await connection.ScalarAsync<long>(
                InsertSql,
                new
                {
                    kind.Key,
                    name,
                    fileId,
                    content.Size,
                    settings = settings.ToJson(),
                    request.Actor.UserId,
                    who = request.Actor.Name,
                    now,
                },
                cancellationToken);
            await audit.WriteAsync(
                connection, request.Actor, "import.uploaded", "import", id, new { kind = kind.Key, file = name, content.Size },
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return id;
        }
        catch
        {
            await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
            await store.DeleteAsync(connection, fileId, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Browsers of old send a path; what cannot be shown is left out.</summary>
    private static string NameOf(string fileName)
    {
        var name = new string([.. fileName[(fileName.LastIndexOfAny(['/', '\\'])
            + 1)..].Where(letter => Names.IsOneLine(letter.ToString()))]).Trim();
        return name.Length == 0 ? "file.csv" : name[Math.Max(0, name.Length - 200)..];
    }
}
