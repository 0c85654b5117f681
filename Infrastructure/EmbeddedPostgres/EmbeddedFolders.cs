using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CustomerListSchedules.Infrastructure.EmbeddedPostgres;

/// <summary>Where an embedded server keeps its data, its socket and its locks.</summary>
/// <param name="Root">Holds the data folders of all versions, and the locks.</param>
/// <param name="Data">The server's own data folder.</param>
/// <param name="Socket">Where its unix socket is; only its account (and root) may enter.</param>
internal sealed record EmbeddedFolders(string Root, string Data, string Socket)
{
    // sockaddr_un holds 108 bytes on Linux and 104 on macOS; the socket's and its lock's names come after the folder's.
    private const int LongestSocketFolder = 84;

    /// <summary>The data directory where the account can reach it, otherwise a folder of <c>/var/tmp</c> named after it.</summary>
    public static async Task<string> ChooseRootAsync(EmbeddedOptions options, EmbeddedAccount account, CancellationToken cancellationToken)
    {
        var elsewhere = Elsewhere(options.DataDirectory);
        Directory.CreateDirectory(options.DataDirectory);
        var movedBefore = DataMajors(options.DataDirectory).Count == 0 && DataMajors(elsewhere).Count > 0;
        if (!movedBefore && await account.ReachesAsync(options.DataDirectory, cancellationToken))
        {
            return options.DataDirectory;
        }

        options.Say(
            $"PostgreSQL runs as {account.Name ?? Environment.UserName}, which cannot reach {options.DataDirectory}: its data is in "
            + $"{elsewhere}."
            + " For data that must last, choose a Data:Directory that it can reach, or start the application as an ordinary account.");
        await CreateOwnFolderAsync(elsewhere, cancellationToken);
        return elsewhere;
    }

    public static string Elsewhere(string dataDirectory) => "/var/tmp/customer-list-schedules-" + Fingerprint(dataDirectory);

    /// <summary>The versions that a folder holds data of.</summary>
    public static IReadOnlyList<int> DataMajors(string root) =>
        !Directory.Exists(root) ? [] :
        [
            .. Directory.GetDirectories(root, "postgres-*")
                .Where(folder => File.Exists(Path.Combine(folder, "PG_VERSION")))
                .Select(folder => int.TryParse(
                    Path.GetFileName(folder)["postgres-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
                ? major
                : 0)
                .Where(major => major > 0)
                .Order(),
        ];

    public static EmbeddedFolders For(string root, int major)
    {
        var data = Path.Combine(root, $"postgres-{major}");
        var socket = Encoding.UTF8.GetByteCount(data) <= LongestSocketFolder ? data : "/tmp/customer-list-schedules-" + Fingerprint(data);
        return new EmbeddedFolders(root, data, socket);
    }

    /// <summary>Held while a server is looked for, started or stopped, by whichever process does so.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryOpen("postgres.lock", FileAccess.ReadWrite, FileShare.None) is { } alone)
            {
                return alone;
            }

            await Task.Delay(25, cancellationToken);
        }
    }

    /// <summary>Held by every process that uses the server, for as long as it lives; the kernel lets go when it is killed.</summary>
    public IDisposable Use() =>
        TryOpen("postgres.users", FileAccess.Read, FileShare.Read)
            ?? throw new CannotStartException($"{Root} is locked by another process.");

    /// <summary>Whether no process holds <see cref="Use"/>. Ask under <see cref="LockAsync"/>.</summary>
    public bool IsUnused()
    {
        using var alone = TryOpen("postgres.users", FileAccess.ReadWrite, FileShare.None);
        return alone is not null;
    }

    /// <summary>Makes a folder that others may enter but only we may change.</summary>
    public static async Task CreateOwnFolderAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (new DirectoryInfo(folder).LinkTarget is not null
            || await EmbeddedAccount.OwnerAsync(folder, cancellationToken) != Environment.UserName)
        {
            throw new CannotStartException($"The folder {folder} is needed for PostgreSQL, but it belongs to another account.");
        }

        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
    }

    // FileShare.None takes flock(LOCK_EX), FileShare.Read takes flock(LOCK_SH).
    private FileStream? TryOpen(string name, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(Path.Combine(Root, name), FileMode.OpenOrCreate, access, share, 1);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CannotStartException(
                $"{Root} belongs to another account: start the application as that account, or choose another Data:Directory.", e);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string Fingerprint(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
