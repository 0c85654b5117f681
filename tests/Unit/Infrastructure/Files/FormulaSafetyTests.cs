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
        Assert.All(Hostile.Cells, each => Assert.Equal(each.Csv, FormulaSafety.Guarded(each.Cell)));

    [Fact]
    public void No_piece_of_a_guarded_text_begins_a_formula_and_the_text_is_found_again()
    {
        var characters = Gen.Elements("=+-@＝\t\r\n; 019aé'".ToCharArray());
        var texts = Gen.ListOf(characters).Select(letters => new string([.. letters]));

        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var guarded = FormulaSafety.Guarded(text);
            var pieces = Piece().Split(guarded).Skip(1).Select(piece => piece.Trim());
            return pieces.All(
                piece => piece.Length == 0 || !"=+-@＝".Contains(piece[0], StringComparison.Ordinal) || Number().IsMatch(piece))
                && FormulaSafety.Unguarded(guarded) == text;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    private static bool ByTheRule(string text) =>
        text.Length > 0
        && (char.IsControl(text[0]) || (text.TrimStart().Length > 0 && "=+-@＝＋－＠".Contains(text.TrimStart()[0], StringComparison.Ordinal)))
        && !Number().IsMatch(text);

    [GeneratedRegex(@"[;\t\r\n]")]
    private static partial Regex Piece();

    [GeneratedRegex(@"\A[+-]?[0-9][0-9 ().,/-]*%?\z")]
    private static partial Regex Number();
}
