namespace CustomerListSchedules.Infrastructure.Files;

public static class FilesRegistration
{
    /// <summary>Registers the store of encrypted files and the register of who was in them; both need data protection.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services) =>
        services.AddSingleton<ChunkProtector>().AddSingleton<EncryptedFileStore>().AddSingleton<MemberRegister>();
}
