using CustomerListSchedules.Infrastructure.Files.Members;
using CustomerListSchedules.Infrastructure.Files.Scratch;

namespace CustomerListSchedules.Infrastructure.Files;

public static class FilesRegistration
{
    /// <summary>The store of encrypted files and the register of who was in them, which need data protection; scratch folders.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services) =>
        services.AddSingleton<ChunkProtector>().AddSingleton<EncryptedFileStore>().AddSingleton<MemberRegister>()
            .AddSingleton<ScratchFolders>();
}
