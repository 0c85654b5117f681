using CustomerListSchedules.Features.SendIntegratedEmail.Steps;
using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

public static class SendIntegratedEmailRegistration
{
    /// <summary>
    /// The steps of a mailing, its workers and its jobs. <c>Scheduling:Enabled=false</c> leaves the latter out of this node.
    /// </summary>
    public static IServiceCollection AddSendIntegratedEmail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<MailingPages>();
        services.AddWorkQueue(MailingClaim.Work);
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
        if (!configuration.SchedulingEnabled())
        {
            return services;
        }

        var options = configuration.GetSection("Delivery").Get<MailingOptions>() ?? new MailingOptions();
        services.AddWorkers<SendMailings>(options.Mailers);
        services.AddRequestJob<LapseHeldMailings>(TimeSpan.FromMinutes(1));
        services.AddRequestJob<AskAboutHeldMailings>(TimeSpan.FromMinutes(1));
        services.AddRequestJob<RefreshTotals>(TimeSpan.FromMinutes(1));
        services.AddRequestJob<RemoveLeftovers>(TimeSpan.FromMinutes(5));
        return services;
    }
}
