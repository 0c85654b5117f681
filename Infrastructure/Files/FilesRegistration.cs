namespace CustomerListSchedules.Infrastructure.Files;

public static class FilesRegistration
{
    /// <summary>Registers the store of encrypted files; it needs data protection.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services) =>
        services.AddSingleton<ChunkProtector>().AddSingleton<EncryptedFileStore>();
}
