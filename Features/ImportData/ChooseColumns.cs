using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>The first rows of an uploaded file, read as these settings say.</summary>
public sealed record ListFirstRows(long FileId, ImportSettings Settings) : IRequest<IReadOnlyList<FirstRow>>;

/// <summary>The settings with the file's columns recognised anew, after its encoding or separator was changed.</summary>
/// <exception cref="ImportException">Read so, the file has no columns.</exception>
public sealed record RecogniseColumns(long FileId, string Kind, ImportSettings Settings) : IRequest<ImportSettings>;

/// <summary>Saves how a file is read; its columns are then looked at again.</summary>
public sealed record ReadAgain(long Id, int Version, ImportSettings Settings, Actor Actor) : IRequest<ImportChange?>;

/// <summary>Saves how a file is to be read, and starts a dry run of it.</summary>
public sealed record CheckImport(long Id, int Version, ImportSettings Settings, Actor Actor) : IRequest<ImportChange?>;

/// <summary>Imports what a dry run has checked.</summary>
/// <param name="Version">As the person saw it.</param>
/// <param name="Retire">How many they agreed to retire, as typed; needed when any would be.</param>
public sealed record StartImport(long Id, int Version, long? Retire, Actor Actor) : IRequest<ImportChange?>;

/// <summary>Stops an import that has not finished and deletes its file.</summary>
public sealed record AbandonImport(long Id, Actor Actor) : IRequest<ImportChange?>;

public abstract record ImportChange
{
    public sealed record Done : ImportChange;

    /// <summary>Somebody else changed it meanwhile, or it has gone on by itself.</summary>
    public sealed record ChangedMeanwhile : ImportChange;

    /// <summary>Fields that the last import of this kind had and this file has not; nobody said to go on without.</summary>
    public sealed record ColumnsMissing(IReadOnlyList<string> Columns, IReadOnlyList<string> Labels) : ImportChange;

    /// <summary>What was typed is not the number of those who would be retired.</summary>
    public sealed record NotConfirmed : ImportChange;
}

internal sealed class ChooseColumnsHandler(
    FileRows files, NpgsqlDataSource dataSource, Infrastructure.Files.EncryptedFileStore store, AuditLog audit, IClock clock) :
    IRequestHandler<ListFirstRows, IReadOnlyList<FirstRow>>, IRequestHandler<RecogniseColumns, ImportSettings>,
    IRequestHandler<ReadAgain, ImportChange?>, IRequestHandler<CheckImport, ImportChange?>, IRequestHandler<StartImport, ImportChange?>,
    IRequestHandler<AbandonImport, ImportChange?>
{
    private const string FindSql =
        """
        select i.state, i.version, i.file_id, i.refused_file_id, f.deleted_at is null as has_file, i.outcome::text as outcome
        from data_imports i
        join stored_files f on f.id = i.file_id
        where i.id = @id
        for update of i
        """;

    private const string LastSql =
        """
        select last.kind, last.settings::text as settings
        from data_imports i
        join data_imports last on last.kind = i.kind and last.state = 'imported'
        where i.id = @id
        order by last.finished_at desc
        limit 1
        """;

    private const string ReadSql =
        """
        update data_imports
        set settings = @settings::jsonb, state = 'uploaded', outcome = null, reason = null, finished_at = null, version = version + 1
        where id = @id
        """;

    private const string CheckSql =
        $"""
        update data_imports
        set settings = @settings::jsonb, {WorkAgain.SetSql}, dry_run = true, confirmed_retired = null, outcome = null, reason = null,
          phase = 'reading', bytes_so_far = 0, rows_so_far = 0, finished_at = null, version = version + 1
        where id = @id;
        notify work
        """;

    private const string StartSql =
        $"""
        update data_imports
        set {WorkAgain.SetSql}, dry_run = false, confirmed_retired = @retire, reason = null,
          phase = 'reading', bytes_so_far = 0, rows_so_far = 0, finished_at = null, version = version + 1
        where id = @id;
        notify work
        """;

    private const string AbandonSql =
        """
        update data_imports
        set state = 'abandoned', lease_until = null, finished_at = @now, version = version + 1
        where id = @id
        """;

    private sealed record Row(string State, int Version, long FileId, long? RefusedFileId, bool HasFile, string? Outcome);

    private sealed record Last(string Kind, string Settings);

    public Task<IReadOnlyList<FirstRow>> Handle(ListFirstRows request, CancellationToken cancellationToken) =>
        files.FirstAsync(request.FileId, request.Settings, cancellationToken);

    public Task<ImportSettings> Handle(RecogniseColumns request, CancellationToken cancellationToken) =>
        files.RecogniseAsync(request.FileId, ImportKinds.Get(request.Kind), request.Settings, cancellationToken);

    public Task<ImportChange?> Handle(ReadAgain request, CancellationToken cancellationToken) => ChangeAsync(
        request.Id, row => MayChoose(row, request.Version), ReadSql, new { request.Id, settings = request.Settings.ToJson() },
        request.Actor, "import.read_again", new { request.Settings.Encoding, request.Settings.Separator }, cancellationToken);

    public async Task<ImportChange?> Handle(CheckImport request, CancellationToken cancellationToken) =>
        await MissingAsync(request, cancellationToken) ?? await ChangeAsync(
            request.Id, row => MayChoose(row, request.Version),
            CheckSql, new { request.Id, settings = request.Settings.ToJson(), now = clock.GetCurrentInstant() },
            request.Actor, "import.checked",
            new { request.Settings.Encoding, request.Settings.Separator, request.Settings.Complete },
            cancellationToken);

    private async Task<ImportChange?> MissingAsync(CheckImport request, CancellationToken cancellationToken)
    {
        if (request.Settings.Allowed.Contains(ImportSettings.Everything)
            || await dataSource.ReadOneAsync<Last>(LastSql, new { request.Id }, cancellationToken) is not { } last)
        {
            return null;
        }

        var kind = ImportKinds.Get(last.Kind);
        var missing = ImportSettings.Parse(last.Settings).Columns.OfType<string>()
            .Except(request.Settings.Columns.OfType<string>()).Except(request.Settings.Allowed).ToList();
        return missing.Count == 0 ? null : new ImportChange.ColumnsMissing(
            missing, [.. missing.Select(column => ColumnMatcher.LabelOf(kind, column))]);
    }

    public Task<ImportChange?> Handle(StartImport request, CancellationToken cancellationToken) => ChangeAsync(
        request.Id,
        row => row is not { HasFile: true, State: ImportStates.Checked } || row.Version != request.Version
            ? new ImportChange.ChangedMeanwhile()
            : ImportOutcome.Parse(row.Outcome!).Missing is > 0 and var missing && request.Retire != missing
            ? new ImportChange.NotConfirmed()
            : new ImportChange.Done(),
        StartSql, new { request.Id, request.Retire, now = clock.GetCurrentInstant() },
        request.Actor, "import.started", new { request.Retire }, cancellationToken);

    public async Task<ImportChange?> Handle(AbandonImport request, CancellationToken cancellationToken) => await ChangeAsync(
        request.Id,
        row => row.State
            is ImportStates.Uploaded or ImportStates.Waiting or ImportStates.Working or ImportStates.Checked or ImportStates.Failed
            ? new ImportChange.Done()
            : new ImportChange.ChangedMeanwhile(),
        AbandonSql, new { request.Id, now = clock.GetCurrentInstant() },
        request.Actor, "import.abandoned", null, cancellationToken, deleteFile: true);

    private static ImportChange MayChoose(Row row, int version) =>
        row is { HasFile: true, State: ImportStates.Uploaded or ImportStates.Checked or ImportStates.Failed } && row.Version == version
            ? new ImportChange.Done()
            : new ImportChange.ChangedMeanwhile();

    private async Task<ImportChange?> ChangeAsync(
        long id, Func<Row, ImportChange> may, string sql, object parameters, Actor actor, string action, object? details,
        CancellationToken cancellationToken, bool deleteFile = false)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ReadOneAsync<Row>(FindSql, new { id }, cancellationToken) is not { } row)
        {
            return null;
        }

        if (may(row) is not ImportChange.Done and var refused)
        {
            return refused;
        }

        await connection.RunAsync(sql, parameters, cancellationToken);
        foreach (var file in deleteFile ? new[] { row.FileId, row.RefusedFileId }.OfType<long>() : [])
        {
            await store.DeleteAsync(connection, file, cancellationToken);
        }

        await audit.WriteAsync(connection, actor, action, "import", id, details, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ImportChange.Done();
    }
}
