using System.Globalization;
using System.Text.RegularExpressions;
using CustomerListSchedules.Infrastructure.Database;

namespace CustomerListSchedules.Unit;

/// <summary>The files of Migrations/: numbered without gaps, one style, and nothing beside them.</summary>
public sealed partial class MigrationTests
{
    private static readonly string Folder = Path.Combine(FindRoot(), "Migrations");

    private static readonly IReadOnlyList<string> Names =
        [.. Directory.EnumerateFileSystemEntries(Folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Files => [.. Names];

    [Fact]
    public void Migrations_are_numbered_without_gaps_from_1()
    {
        Assert.All(Names, name => Assert.Matches("^[0-9]{4}(_[a-z0-9]+)+\\.sql$", name));
        Assert.Equal(
            Enumerable.Range(1, Names.Count).Select(number => number.ToString("0000", CultureInfo.InvariantCulture)),
            Names.Select(name => name[..4]));
    }

    [Fact]
    public void Every_migration_is_embedded_and_run_in_the_order_of_its_number() =>
        Assert.Equal(Names.Select(Path.GetFileNameWithoutExtension), Migrator.Scripts().Select(script => script.Name));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_migration_is_of_one_style(string file)
    {
        var sql = File.ReadAllText(Path.Combine(Folder, file));
        var statements = Quoted().Replace(Comment().Replace(sql, ""), "''");
        Assert.DoesNotMatch("[A-Z]{2,}", statements); // Keywords are in small letters.
        Assert.DoesNotMatch(@"\t|\r|[ ]+\n", sql);
        Assert.EndsWith(";\n", sql, StringComparison.Ordinal);
        // A migration is one transaction, which DbUp begins and ends; on a line of its own it takes a semicolon for the end of a batch.
        Assert.DoesNotMatch(@"(?m)^\s*;\s*$|^(begin|commit|rollback);", statements);
        Assert.DoesNotContain("if not exists", statements, StringComparison.Ordinal);
    }

    [GeneratedRegex("'(?:[^']|'')*'|\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("--.*")]
    private static partial Regex Comment();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CustomerListSchedules.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
