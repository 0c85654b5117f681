using CustomerListSchedules.Features.ImportData;

namespace CustomerListSchedules.Unit.ImportData;

public sealed class ImportArgumentsTests
{
    [Fact]
    public void Options_are_taken_and_settings_passed_on_wherever_they_stand()
    {
        var arguments = ImportArguments.Parse(
            [
                "--Data:Directory=/tmp/x", "import", "contact-preferences", "file.csv", "--complete", "--retire=1,200", "--dates=day-first",
                "--separator=tab", "--refused=r.csv"
            ], out _)!;
        Assert.Equal(("contact_preferences", "file.csv", true, 1200L, true, '\t', "r.csv"),
            (arguments.Kind.Key, arguments.File, arguments.Complete, arguments.Retire!.Value,
                arguments.Style.DayFirst!.Value, arguments.Separator!.Value, arguments.Refused!));
        Assert.Equal(["--Data:Directory=/tmp/x"], arguments.Configuration);
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import customers")]
    [InlineData("import nonsense file.csv")]
    [InlineData("import customers file.csv more")]
    [InlineData("import customers file.csv --retire=all")]
    [InlineData("import customers file.csv --retire")]
    [InlineData("import customers file.csv --encoding=klingon")]
    [InlineData("import customers file.csv --dates=american")]
    [InlineData("import customers file.csv --numbers=american")]
    [InlineData("import customers file.csv --allow-missing=email")]
    [InlineData("import customers file.csv --dryrun")]
    public void What_is_not_understood_is_said(string line)
    {
        Assert.Null(ImportArguments.Parse(line.Split(' '), out var problem));
        Assert.NotEqual("", problem);
    }
}
