using System.Security.Cryptography;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>
/// The passwords of the sample accounts: random, and kept in <c>sample-sign-ins</c> in the data directory, readable by the application's
/// user alone, so that every start can tell them. <c>SampleData:Password</c>, outside Production, is all of them instead.
/// </summary>
public sealed class SamplePasswords(IConfiguration configuration, IHostEnvironment environment)
{
    public const string Setting = "SampleData:Password";

    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Groups = 4;
    private const int LettersOfAGroup = 5;

    private string FileName =>
        Path.Combine(Path.GetFullPath(configuration["Data:Directory"]!, environment.ContentRootPath), "sample-sign-ins");

    /// <summary>What is known on this node, by address; nothing in Production.</summary>
    public IReadOnlyDictionary<string, string> Known()
    {
        if (environment.IsProduction())
        {
            return new Dictionary<string, string>();
        }

        if (Chosen is { } chosen)
        {
            return SampleSignIns.All.ToDictionary(account => account.Email, _ => chosen);
        }

        return File.Exists(FileName)
            ? File.ReadLines(FileName).Select(line => line.Split(' ')).Where(line => line.Length == 2)
                .ToDictionary(line => line[0], line => line[1])
            : new Dictionary<string, string>();
    }

    /// <summary>New passwords for these addresses, kept before any account has one.</summary>
    public IReadOnlyDictionary<string, string> Make(IReadOnlyCollection<string> addresses)
    {
        if (Chosen is { } chosen)
        {
            return addresses.ToDictionary(address => address, _ => chosen);
        }

        var made = addresses.ToDictionary(address => address, _ => Random());
        if (made.Count > 0)
        {
            var lines = Known().Where(known => !made.ContainsKey(known.Key)).Concat(made).Select(each => $"{each.Key} {each.Value}");
            Directory.CreateDirectory(Path.GetDirectoryName(FileName)!);
            File.Delete(FileName);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(FileName, options);
            writer.Write(string.Concat(lines.Select(line => line + "\n")));
        }

        return made;
    }

    private string? Chosen => configuration[Setting] is { Length: > 0 } chosen ? chosen : null;

    private static string Random() =>
        string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, LettersOfAGroup)));
}
