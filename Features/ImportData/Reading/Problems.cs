namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Why a row is refused, in words for a person and without the row's values: equal reasons are counted together.</summary>
public static class Problems
{
    public const string OpenQuote = "A quote is opened and not closed";
    public const string StrayQuote = "A quote stands where none may: a cell with quotes begins and ends with one, and doubles those inside";
    public const string TooFewCells = "Fewer cells than the columns that are needed";
    public const string TooManyCells = "More cells than the first line has";
    public const string CutOff = "The file breaks off in the middle of this row";
    public const string LostLetter = "Holds � where a letter was lost: the file was saved in the wrong encoding before it came here";
    public const string LongLine = "The line is longer than any row can be";
    public const string Nul = "Holds a NUL character, which no text has";
    public const string NotUtf8 = "Holds bytes that are not UTF-8: the file, or this row of it, is in another encoding";
    public const string NotInEncoding = "Holds bytes that this encoding has no letters for: the file is in another one";
    public const string NotTime = "The time beside it is none such as 19:30";
    public const string Needed = "Needed, and empty";
    public const string NotYesNo = "Not Yes or No";
    public const string NotAnswer = "Not Yes, No or Not asked";
    public const string Email = "Not an e-mail address";
    public const string EmailMended = "An e-mail address with something around it that no address has, which was taken off";
    public const string ChangedByExcel = "Excel has changed this number, and its digits are lost";
    public const string FormulaError = "The error of a formula, such as #REF!";
    public const string Total = "A total, and not a row of its own";
    public const string UnknownId = "There is no customer with this Customer ID";
    public const string OtherId = "Customer ID and reference mean two different customers";
    public const string UnknownAddress = "There is no customer with this e-mail address";
    public const string SharedAddress = "Several customers have this e-mail address";
    public const string SharedName = "Several have this name; say by reference which is meant";
    public const string UnknownEvent = "There is no event of this name";
    public const string SharedEvent = "Several events have this name; say by reference which is meant";
    public const string UnknownPerformance = "There is no performance of an event of this name at this time";
    public const string SharedPerformance = "Several performances can be meant; say its time, or by reference which it is";
    public const string Amount = "Not an amount such as 12.50";
    public const string DecimalComma = "Not an amount such as 1.234,50";
    public const string Count = "Not a whole number such as 2";
    public const string Repeated = "The same external reference as on an earlier line";
    public const string OtherLine = "Another line with the same external reference is refused, so that its sums would be wrong";
    public const string RepeatedLink = "The same as on an earlier line";
    public const string OtherName = "An earlier line gives this reference another name";
    public const string Erased =
        "This customer was erased. If the person wishes to be recorded again, an administrator can allow it under Erase customer";
    public const string EndsFirst = "Earlier than the start";
    public const string StillUsed = "Other lines of the file use it, so it cannot be deleted";
    public const string AnswerWithoutCustomer = "An answer needs a customer";

    public static string TooLong(int most) => FormattableString.Invariant($"Longer than {most} characters");

    public static string NotDate(bool? dayFirst) => dayFirst switch
    {
        true => "Not a date such as 31/12/2026",
        false => "Not a date such as 12/31/2026",
        null => "Not a date such as 2026-12-31",
    };

    public static string NotInstant(bool? dayFirst) =>
        NotDate(dayFirst).Replace("date", "date and time", StringComparison.Ordinal) + " 19:30";

    public static string ForeignCurrency(string found, string currency) => $"In another currency ({found}) than the venue's, {currency}";

    public static string NotChoice(IReadOnlyList<string> choices) => $"Not {string.Join(", ", choices.SkipLast(1))} or {choices[^1]}";

    public static string Unknown(string noun) => $"There is no {noun} with this reference";

    public static string StillHeld(string dependants) => $"Still has {dependants}, so it cannot be deleted";
}
