using System.Diagnostics;

namespace CustomerListSchedules.Infrastructure.EmbeddedPostgres;

/// <summary>How an embedded server is found and kept.</summary>
/// <param name="DataDirectory">The application's data directory.</param>
/// <param name="ContentRoot">Where <c>node_modules</c> is.</param>
public sealed record EmbeddedOptions(string DataDirectory, string ContentRoot)
{
    /// <summary>A folder with initdb, pg_ctl and postgres, used instead of all others.</summary>
    public string? Binaries { get; init; }

    /// <summary>False gives up safety for speed; for tests alone.</summary>
    public bool Sync { get; init; } = true;

    /// <summary>Hears what an operator should know.</summary>
    public Action<string> Say { get; init; } = _ => { };

    internal string? Account { get; init; }

    internal IReadOnlyList<string> SystemFolders { get; init; } = ["/usr/lib/postgresql"];

    internal string Path { get; init; } = Environment.GetEnvironmentVariable("PATH") ?? "";
}
