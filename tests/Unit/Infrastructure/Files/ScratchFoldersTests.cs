using CustomerListSchedules.Infrastructure.Files.Scratch;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

public sealed class ScratchFoldersTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("cls-scratch-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public void A_folder_is_ones_own_and_gone_at_its_end_and_what_a_killed_process_left_is_swept_and_what_is_in_use_is_not()
    {
        var folders = new ScratchFolders(
            new ConfigurationBuilder().AddInMemoryCollection([new("Data:Directory", data)]).Build(), new Environment(data));
        folders.Sweep();
        using var inUse = folders.Create();
        File.WriteAllText(Path.Combine(inUse.Folder, "upload"), "personal");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(inUse.Folder));
        }

        var left = Path.Combine(data, "scratch", "left");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "upload"), "personal");
        File.WriteAllText(left + ".in-use", "");

        folders.Sweep();

        Assert.False(Directory.Exists(left));
        Assert.True(File.Exists(Path.Combine(inUse.Folder, "upload")));
        inUse.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(data, "scratch")));
    }

    private sealed class Environment(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Test";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
