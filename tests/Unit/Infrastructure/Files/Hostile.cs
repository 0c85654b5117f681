namespace CustomerListSchedules.Unit.Infrastructure.Files;

/// <summary>Cells that have broken exports before.</summary>
internal static class Hostile
{
    /// <summary>Each cell, and what a CSV holds of it.</summary>
    public static readonly (string Cell, string Csv)[] Cells =
    [
        ("=1+1", "'=1+1"),
        ("=HYPERLINK(\"http://evil.example\",\"a\")", "'=HYPERLINK(\"http://evil.example\",\"a\")"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd", "'-2+3+cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1+1", "' =1+1"),
        ("\u00A0=1+1", "'\u00A0=1+1"),
        ("\t=1+1", "'\t'=1+1"),
        ("Member; =1+1", "Member;' =1+1"),
        ("Member;-5.00; +44 20 7946 0000;-x", "Member;-5.00; +44 20 7946 0000;'-x"),
        ("two\r\n@SUM(A1)", "two\r\n'@SUM(A1)"),
        ("a\t\u0001＝1;;b", "a\t'\u0001＝1;;b"),
        ("=1;=2", "'=1;'=2"),
        ("\tindented", "'\tindented"),
        ("\rstart", "'\rstart"),
        ("\nstart", "'\nstart"),
        ("\u0001", "'\u0001"),
        ("\u007Fdelete", "'\u007Fdelete"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠SUM", "'＠SUM"),
        ("-", "'-"),
        ("--1", "'--1"),
        ("-5.00x", "'-5.00x"),
        (" -5.00", "' -5.00"),
        ("-5.00\n", "'-5.00\n"),
        ("+44 20 7946 0000 ext", "'+44 20 7946 0000 ext"),
        ("-5.00", "-5.00"),
        ("+44 20 7946 0000", "+44 20 7946 0000"),
        ("+44 (0)20", "+44 (0)20"),
        ("-12.5%", "-12.5%"),
        ("+1/2-3", "+1/2-3"),
        ("007", "007"),
        ("01234 567890", "01234 567890"),
        ("1E5", "1E5"),
        ("2026-12-01", "2026-12-01"),
        ("'quoted'", "'quoted'"),
        ("say \"hello\", he said", "say \"hello\", he said"),
        ("two\r\nlines", "two\r\nlines"),
        ("two\nlines", "two\nlines"),
        ("  spaces  ", "  spaces  "),
        ("a,b;c\td", "a,b;c\td"),
        ("O'Brien & Söhne <b>", "O'Brien & Söhne <b>"),
        ("👩‍👩‍👧‍👦 Zoë", "👩‍👩‍👧‍👦 Zoë"),
        ("שלום مرحبا \u202Eevil\u202C", "שלום مرحبا \u202Eevil\u202C"),
        ("_x0041_ _x000D_ _x", "_x0041_ _x000D_ _x"),
        ("a\u0000b\u0008c\u001Fd\uFFFEe\uFFFF", "a\u0000b\u0008c\u001Fd\uFFFEe\uFFFF"),
        ("]]> <!-- &amp; -->", "]]> <!-- &amp;' -->"),
        ("TRUE", "TRUE"),
        (new string('ä', 32_767), new string('ä', 32_767)),
    ];

    /// <summary>With a cell longer than Excel takes, which the other formats hold whole.</summary>
    public static readonly (string Cell, string Csv)[] CellsOfAnyLength = [.. Cells, (new string('ö', 40_000), new string('ö', 40_000))];
}
