using System.Runtime.InteropServices;
using System.Text;

namespace CustomerListSchedules.Infrastructure.EmbeddedPostgres;

/// <summary>The few POSIX calls that .NET does not offer.</summary>
internal static class Posix
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Sends a signal to a process, or to a process group by its negative id; false when there is none.</summary>
    public static bool Signal(int process, int signal) => KillCall(process, signal) == 0;

    /// <summary>The path without symbolic links, as the kernel shows it.</summary>
    public static string RealPath(string path)
    {
        var resolved = RealPathCall(Encoding.UTF8.GetBytes(path + '\0'), 0);
        if (resolved == 0)
        {
            return path;
        }

        try
        {
            return Marshal.PtrToStringUTF8(resolved)!;
        }
        finally
        {
            FreeCall(resolved);
        }
    }

    /// <summary>Where a process works (Linux); null when it is gone, a zombie, or another account's.</summary>
    public static string? WorkingDirectory(int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int KillCall(int process, int signal);

    [DllImport("libc", EntryPoint = "realpath")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint RealPathCall(byte[] path, nint buffer);

    [DllImport("libc", EntryPoint = "free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeCall(nint memory);
}
