using CustomerListSchedules.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>Makes the accounts of <see cref="SampleSignIns"/> that do not exist yet.</summary>
internal static class SampleAccounts
{
    public static async Task<IReadOnlyDictionary<string, Guid>> EnsureAsync(UserManager<User> users, DateTimeOffset now)
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var signIn in SampleSignIns.All)
        {
            var user = await users.FindByEmailAsync(signIn.Email);
            if (user is null)
            {
                user = new User
                {
                    Id = Guid.CreateVersion7(now), Name = signIn.Name, UserName = signIn.Email, Email = signIn.Email, EmailConfirmed = true,
                    CreatedAt = now,
                };
                Check(await users.CreateAsync(user, signIn.Password));
                Check(await users.AddToRolesAsync(user, signIn.Roles));
            }

            ids.Add(signIn.Email, user.Id);
        }

        return ids;
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(error => error.Description)));
        }
    }
}
