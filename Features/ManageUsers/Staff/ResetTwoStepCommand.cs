using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

/// <summary>
/// <c>reset-two-step ADDRESS</c>: for whoever runs the server, when no administrator can sign in any more. It needs what the
/// application itself needs, so it opens no door that was closed.
/// </summary>
public static class ResetTwoStepCommand
{
    private const string Name = "reset-two-step";

    public static bool IsAskedFor(string[] args) => args is [Name, ..];

    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, CancellationToken cancellationToken = default)
    {
        await using var scope = services.CreateAsyncScope();
        var address = args.Length > 1 ? args[1] : "";
        if (await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByEmailAsync(address) is not { } user)
        {
            await Console.Error.WriteLineAsync($"There is no account with that address. Use: {Name} ADDRESS");
            return 1;
        }

        var operating = new Actor(null, "whoever runs the server", null);
        await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new ResetTwoStep(user.Id, new PasswordAnswer.Given(), operating), cancellationToken);
        Console.WriteLine($"{user.Email} signs in with the password alone now, and can set two-step sign-in up again.");
        return 0;
    }
}
