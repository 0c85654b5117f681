using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;
using NodaTime;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>One file on its way in.</summary>
public sealed record Import
{
    internal const string Columns =
        """
        i.id, i.kind, i.file_name, i.file_id, i.size_bytes, i.settings::text as settings_json, i.state, i.dry_run, i.phase, i.bytes_so_far,
        i.rows_so_far, i.outcome::text as outcome_json, i.reason, i.who, i.created_at, i.finished_at, i.version,
        f.deleted_at is null as has_file,
        r.id as refused_file_id, r.name as refused_file_name, r.size_bytes as refused_size_bytes, r.content_type as refused_content_type,
          r.deleted_at is not null as refused_gone
        """;

    internal const string From =
        "data_imports i join stored_files f on f.id = i.file_id left join stored_files r on r.id = i.refused_file_id";

    public required long Id { get; init; }

    public required string Kind { get; init; }

    public required string FileName { get; init; }

    public required long FileId { get; init; }

    public required long SizeBytes { get; init; }

    public required string SettingsJson { get; init; }

    /// <summary>uploaded, waiting, working, checked, imported, failed or abandoned.</summary>
    public required string State { get; init; }

    public required bool DryRun { get; init; }

    public required string Phase { get; init; }

    public required long BytesSoFar { get; init; }

    public required long RowsSoFar { get; init; }

    public string? OutcomeJson { get; init; }

    public string? Reason { get; init; }

    public required string Who { get; init; }

    public required Instant CreatedAt { get; init; }

    public Instant? FinishedAt { get; init; }

    public required int Version { get; init; }

    /// <summary>Whether the uploaded file is still there.</summary>
    public required bool HasFile { get; init; }

    public long? RefusedFileId { get; init; }

    public string? RefusedFileName { get; init; }

    public long? RefusedSizeBytes { get; init; }

    public string? RefusedContentType { get; init; }

    public bool RefusedGone { get; init; }

    public ImportKind What => ImportKinds.Get(Kind);

    public ImportSettings Settings => ImportSettings.Parse(SettingsJson);

    public ImportOutcome? Outcome => OutcomeJson is null ? null : ImportOutcome.Parse(OutcomeJson);

    public bool UnderWay => State is ImportStates.Waiting or ImportStates.Working;

    /// <summary>Whether its file is kept and nothing of it was imported: it can go on, or be stopped.</summary>
    public bool CanBeStopped => HasFile
        && State is ImportStates.Uploaded or ImportStates.Waiting or ImportStates.Working or ImportStates.Checked or ImportStates.Failed;

    /// <summary>From 0 to 100, as far as it can be told: reading is most of it.</summary>
    public int Percent => (State, Phase) switch
    {
        (ImportStates.Waiting, _) => 0,
        (_, "reading") => (int)(60 * Math.Min(1, BytesSoFar / (double)Math.Max(1, SizeBytes))),
        (_, "checking") => 65,
        _ => 80,
    };
}
