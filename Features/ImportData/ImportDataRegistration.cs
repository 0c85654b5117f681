using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared.Layout;
using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.ImportData;

public static class ImportDataRegistration
{
    public static IServiceCollection AddImportData(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection("Import").Get<ImportOptions>() ?? new ImportOptions();
        services.AddSingleton(options);
        services.AddWorkQueue(ImportClaim.Work(options.Lease));
        services.AddSingleton(new LayoutNotice("/Features/ImportData/Freshness/_DataIsOld.cshtml"));
        services.AddScoped<KnownDataAge>();
        services.AddScoped<FileRows>();
        services.AddScoped<UploadedFileStore>();
        services.AddScoped<ImportRun>();
        services.AddScoped<RefusedRows>();
        services.AddScoped<ErasureKey>();
        services.AddScoped<ImportFilesHolding>();
        if (configuration.SchedulingEnabled())
        {
            services.AddWorkers<WorkOnImport>(1);
            services.AddRequestJob<WatchDataAge>(TimeSpan.FromMinutes(1));
            services.AddRequestJob<PurgeImports>(TimeSpan.FromHours(1));
        }

        return services;
    }
}
