using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// The keys that protect sign-ins, links, stored files and passwords of other services: files in <c>Keys:Directory</c>,
/// shared by all nodes, never in the database and never in its backup.
/// </summary>
public static class KeyRing
{
    public static IServiceCollection AddKeyRing(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddDataProtection()
            .SetApplicationName("CustomerListSchedules")
            .PersistKeysToFileSystem(PrepareFolder(Folder(configuration, environment)))
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        return services.AddSingleton<KeyHealth>();
    }

    public static string Folder(IConfiguration configuration, IHostEnvironment environment) =>
        Path.GetFullPath(
            configuration["Keys:Directory"] is { Length: > 0 } named ? named : Path.Combine(configuration["Data:Directory"]!, "keys"),
            environment.ContentRootPath);

    private static DirectoryInfo PrepareFolder(string folder)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            return OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Tighten(Directory.CreateDirectory(folder, Private));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"Keys:Directory is \"{folder}\": {e.Message}", e);
        }

        static DirectoryInfo Tighten(DirectoryInfo made)
        {
            if (made.UnixFileMode != Private)
            {
                made.UnixFileMode = Private;
            }

            return made;
        }
    }
}
