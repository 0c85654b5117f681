using CustomerListSchedules.Infrastructure.Audit;
using MediatR;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

/// <summary>
/// <c>deactivate-sample-accounts</c>: for a database that was tried out and is now used in Production, which does not start before.
/// </summary>
public static class DeactivateSampleAccountsCommand
{
    private const string Name = "deactivate-sample-accounts";

    public static bool IsAskedFor(string[] args) => args is [Name, ..];

    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellationToken = default)
    {
        await using var scope = services.CreateAsyncScope();
        var operating = new Actor(null, "whoever runs the server", null);
        var done = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(
            new DeactivateSampleAccounts(operating), cancellationToken);
        Console.WriteLine(
            done.Addresses.Count == 0 ? "No sample account is active." : $"Deactivated: {string.Join(", ", done.Addresses)}.");
        if (!done.AdministratorLeft)
        {
            Console.WriteLine("There is no administrator now. Start the application, and open /set-up with the token that it writes.");
        }

        return 0;
    }
}
