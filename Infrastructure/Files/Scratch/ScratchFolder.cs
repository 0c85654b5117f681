namespace CustomerListSchedules.Infrastructure.Files.Scratch;

/// <summary>One folder of <see cref="ScratchFolders"/>; deleted, with all in it, when it is disposed of.</summary>
public sealed class ScratchFolder : IDisposable
{
    private readonly FileStream mark;

    internal ScratchFolder(string folder, FileStream mark)
    {
        Folder = folder;
        this.mark = mark;
    }

    public string Folder { get; }

    public void Dispose()
    {
        Delete(Folder);
        File.Delete(mark.Name);
        mark.Dispose();
    }

    internal static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
