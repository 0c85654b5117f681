using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.SendIntegratedEmail.Steps;
using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

internal static class MailingsRegistration
{
    public static IServiceCollection AddMailings(this IServiceCollection services)
    {
        services.AddSingleton<MailingPages>();
        services.AddScoped<MailingClaims>();
        services.AddScoped<MailingProgress>();
        services.AddScoped<MailingOutcomes>();
        services.AddScoped<IMailingStep, ChoosePeople>();
        services.AddScoped<IMailingStep, GuardVolume>();
        services.AddScoped<IMailingStep, CopyCampaign>();
        services.AddScoped<IMailingStep, MakeAddressBook>();
        services.AddScoped<IMailingStep, ImportPeople>();
        services.AddScoped<IMailingStep, AwaitImports>();
        services.AddScoped<IMailingStep, SendCampaign>();
        services.AddScoped<IMailingStep, WithdrawMailing>();
        services.AddScoped<IMailingStep, AwaitSending>();
        return services;
    }

    /// <summary>The workers and the jobs of mailings.</summary>
    public static void AddMailingWork(this IServiceCollection services, DeliveryOptions options)
    {
        services.AddWorkers<SendMailings>(options.Mailers);
        services.AddRequestJob<LapseHeldMailings>(TimeSpan.FromMinutes(1));
        services.AddRequestJob<AskAboutHeldMailings>(TimeSpan.FromMinutes(1));
        services.AddRequestJob<RefreshTotals>(TimeSpan.FromMinutes(1));
        services.AddRequestJob<RemoveLeftovers>(TimeSpan.FromMinutes(5));
    }
}
