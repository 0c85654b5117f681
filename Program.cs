using System.Globalization;
using CustomerListSchedules;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ManageUsers.Staff;
using CustomerListSchedules.Infrastructure;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using CustomerListSchedules.Infrastructure.Logging;

if (EmbeddedSupervisor.IsAskedFor(args))
{
    return await EmbeddedSupervisor.RunAsync(args);
}

// Numbers are written and read alike whatever the server's own language: "1,234 customers" and a form's 12.25.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

try
{
    if (ImportCommand.IsAskedFor(args))
    {
        return await ImportCommand.RunAsync(args);
    }

    var builder = WebApplication.CreateBuilder(args);
    builder.Logging.AddLogLines(builder.Environment);
    await using var database = await StartUp.ProvideDatabaseAsync(builder);
    builder.AddCustomerListSchedules();

    await using var app = builder.Build();
    app.UseCustomerListSchedules();
    await app.PrepareAsync();
    if (args is ["migrate", ..])
    {
        Console.WriteLine("The database is current.");
        return 0;
    }

    if (ResetTwoStepCommand.IsAskedFor(args))
    {
        return await ResetTwoStepCommand.RunAsync(app.Services, args);
    }

    if (DeactivateSampleAccountsCommand.IsAskedFor(args))
    {
        return await DeactivateSampleAccountsCommand.RunAsync(app.Services);
    }

    await app.AnnounceAsync();
    await app.RunAsync();
    return 0;
}
catch (OperationCanceledException)
{
    // Told to stop while it started.
    return 0;
}
catch (CannotStartException e)
{
    await Console.Error.WriteLineAsync($"Customer List Schedules cannot start. {e.Message}");
    return 1;
}
