using CustomerListSchedules.Features.EraseCustomer;
using CustomerListSchedules.Features.ImportData.DataAge;
using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.ImportData;

public static class ImportDataRegistration
{
    public static IServiceCollection AddImportData(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Import").Get<ImportOptions>() ?? new ImportOptions());
        services.AddScoped<FileRows>();
        services.AddScoped<ImportClaims>();
        services.AddScoped<ImportRun>();
        services.AddScoped<RefusedRows>();
        services.AddScoped<ErasureKey>();
        services.AddScoped<ImportFilesHolding>();
        return configuration.GetValue("Scheduling:Enabled", true)
            ? services.AddWorkers<WorkOnImport>(1).AddRequestJob<WatchDataAge>(TimeSpan.FromMinutes(1)).AddRequestJob<SweepErasures>(TimeSpan.FromMinutes(1)).AddRequestJob<PurgeImports>(TimeSpan.FromHours(1))
            : services;
    }
}
