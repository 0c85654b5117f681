namespace CustomerListSchedules.Infrastructure.Files.Scratch;

/// <summary>
/// Folders for what has to lie in clear on the disk while it is read: the application's own alone (0700), gone when it was read, and
/// swept at the next start where a process was killed.
/// </summary>
public sealed class ScratchFolders(IConfiguration configuration, IHostEnvironment environment)
{
    private const string Mark = ".in-use";

    private string Root =>
        Path.Combine(Path.GetFullPath(configuration["Data:Directory"]!, environment.ContentRootPath), "scratch");

    public ScratchFolder Create()
    {
        Make(Root);
        var folder = Path.Combine(Root, Guid.NewGuid().ToString("N"));
        // Locked by this process as long as it lives: that is how others know that the folder is in use.
        var mark = new FileStream(folder + Mark, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        Make(folder);
        return new ScratchFolder(folder, mark);
    }

    /// <summary>Deletes the folders of processes that are no more.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        foreach (var mark in Directory.GetFiles(Root, "*" + Mark))
        {
            try
            {
                using var left = new FileStream(
                    mark, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                ScratchFolder.Delete(mark[..^Mark.Length]);
            }
            catch (IOException)
            {
                // In use, or swept by another at the same time.
            }
        }
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
