namespace CustomerListSchedules.Infrastructure.Email;

public static class EmailRegistration
{
    /// <summary>Registers the mailer that configuration asks for: the mail server, or the pickup directory.</summary>
    public static IServiceCollection AddEmail(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var options = EmailOptions.Read(configuration, environment);
        services.AddSingleton(options);
        services.AddSingleton<MailRenderer>();
        services.AddSingleton<MessageIds>();
        if (options.Host is not null)
        {
            return services.AddSingleton<IMailer, SmtpMailer>();
        }

        services.AddSingleton<PickupMailer>();
        return services.AddSingleton<IMailer>(provider => provider.GetRequiredService<PickupMailer>());
    }
}
