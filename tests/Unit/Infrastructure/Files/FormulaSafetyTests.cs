using System.Text.RegularExpressions;
using CustomerListSchedules.Infrastructure.Files.Writers;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

public sealed partial class FormulaSafetyTests
{
    [Fact]
    public void Text_is_guarded_exactly_as_the_rule_says()
    {
        var characters = Gen.Elements("=+-@＝＋－＠\t\r\n\u0001 \u00A00123456789().,/%aZé'\"".ToCharArray());
        var texts = Gen.ListOf(characters).Select(letters => new string([.. letters]));

        Prop.ForAll(texts.ToArbitrary(), text => FormulaSafety.IsUnsafe(text) == ByTheRule(text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    [Fact]
    public void Hostile_cells_are_guarded_and_numbers_left_alone() =>
        Assert.All(Hostile.Cells, each => Assert.Equal(each.Csv, FormulaSafety.IsUnsafe(each.Cell) ? "'" + each.Cell : each.Cell));

    private static bool ByTheRule(string text) =>
        text.Length > 0
        && (char.IsControl(text[0]) || (text.TrimStart().Length > 0 && "=+-@＝＋－＠".Contains(text.TrimStart()[0], StringComparison.Ordinal)))
        && !Number().IsMatch(text);

    [GeneratedRegex(@"\A[+-]?[0-9][0-9 ().,/-]*%?\z")]
    private static partial Regex Number();
}
