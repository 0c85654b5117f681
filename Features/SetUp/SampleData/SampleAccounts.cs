using CustomerListSchedules.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>Makes the accounts of <see cref="SampleSignIns"/> that do not exist yet.</summary>
internal static class SampleAccounts
{
    public static async Task<IReadOnlyDictionary<string, Guid>> EnsureAsync(
        UserManager<User> users, SamplePasswords passwords, DateTimeOffset now)
    {
        var ids = new Dictionary<string, Guid>();
        var missing = new List<string>();
        foreach (var signIn in SampleSignIns.All)
        {
            if (await users.FindByEmailAsync(signIn.Email) is { } there)
            {
                ids.Add(signIn.Email, there.Id);
            }
            else
            {
                missing.Add(signIn.Email);
            }
        }

        var made = passwords.Make(missing);
        foreach (var signIn in SampleSignIns.All.Where(each => made.ContainsKey(each.Email)))
        {
            var user = new User
            {
                Id = Guid.CreateVersion7(now), Name = signIn.Name, UserName = signIn.Email, Email = signIn.Email, EmailConfirmed = true,
                IsSample = true, CreatedAt = now,
            };
            Check(await users.CreateAsync(user, made[signIn.Email]));
            Check(await users.AddToRolesAsync(user, signIn.Roles));
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
