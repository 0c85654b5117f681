using System.Globalization;
using System.Text;
using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.ImportData;

/// <summary>A file from the desk of an administrator into the customer data, at a desk with scripts and on a telephone without.</summary>
[Collection(Lane.People)]
public sealed class ImportJourneyTests(BrowserFixture browser, SampleApplication sample, PreparedSample prepared) : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("cls-import-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task A_file_dragged_anywhere_onto_the_form_is_its_file_and_a_customers_file_is_imported_in_four_clicks()
    {
        await using var administrator = await browser.VisitAsync(sample.Process);
        await administrator.GoToAsync("/sign-in");
        await new SignInPage(administrator).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        Assert.Equal("/", administrator.At);
        var page = administrator.Page;
        var pages = new ImportPages(administrator);
        var clicks = 0;

        await ClickAsync(page.Locator("#menu").GetByRole(AriaRole.Link, new() { Name = "Import Data", Exact = true }));
        // The columns of the other journeys' files, whichever comes first: with fewer than the last file the page would ask.
        var picker = await page.RunAndWaitForFileChooserAsync(() => ClickAsync(page.Locator("#Upload")));
        await picker.SetFilesAsync(
            Write(
                "four.csv",
                "External Reference,First Name,Last Name,Email,Birth Date\n"
                + "F-1,Zoë,Müller,zoe@example.org,31/12/1985\nF-2,Ada,Lovelace,,\n"));
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Check at once", Exact = true }));
        await pages.WaitForFiguresAsync();
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }));
        await pages.ImportedAsync();
        Assert.Equal(["2 added", "0 changed", "0 unchanged"], (await pages.FiguresAsync())[..3]);
        Assert.Equal(4, clicks);

        await administrator.GoToAsync("/import");
        await DropAsync("[data-drop] legend", "one.csv", "two.csv");
        await page.GetByText("One file at a time").WaitForAsync();
        Assert.Equal("", await page.Locator("#Upload").InputValueAsync());
        await DropAsync("[data-drop] legend", "dragged.csv");
        Assert.EndsWith("dragged.csv", await page.Locator("#Upload").InputValueAsync(), StringComparison.Ordinal);
        Assert.Equal("", await page.Locator("[data-drop-error]").InnerTextAsync());
        Assert.True(await DropAsync("h1", "beside.csv"), "A file dropped beside the form takes the page away.");
        Assert.EndsWith("dragged.csv", await page.Locator("#Upload").InputValueAsync(), StringComparison.Ordinal);
        await administrator.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check at once", Exact = true }).ClickAsync();
        await pages.WaitForFiguresAsync();
        Assert.Equal(["0 added", "0 changed", "1 unchanged"], (await pages.FiguresAsync())[..3]);

        Task ClickAsync(ILocator place)
        {
            clicks++;
            return place.ClickAsync();
        }

        // As a browser does with files from the desk; true where the page took the drop for itself.
        Task<bool> DropAsync(string place, params string[] names) => page.Locator(place).First.EvaluateAsync<bool>(
            """
            (place, names) => {
              const dataTransfer = new DataTransfer();
              const text = "External Reference,First Name,Last Name,Email,Birth Date\n" +
                "F-1,Zoë,Müller,zoe@example.org,31/12/1985\n";
              for (const name of names) dataTransfer.items.add(new File([text], name, { type: "text/csv" }));
              const fire = (type) => place.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
              fire("dragover");
              return !fire("drop");
            }
            """,
            names);
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task From_the_file_over_its_columns_and_a_check_to_the_result_and_the_refused_rows(int width, bool scripts)
    {
        await using var administrator = await browser.VisitAsync(sample.Process, scripts, width);
        await administrator.GoToAsync("/sign-in");
        await new SignInPage(administrator).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        var file = Write(
            $"people {width}.csv",
            $"Card;Forename;Surname;E-mail;Date of "
            + $"birth;Notes\r\nJ{width}-1;Zoë;Müller;zoe@example.org;31/12/1985;x\r\n"
            + $"J{width}-2;Ada;Lovelace;ada@example.org;10/12/1815;\r\n"
            + $"J{width}-3;Bad;Date;;31/31/1985;\r\n\"J{width}-4;Open\r\n");

        var pages = new ImportPages(administrator);
        await pages.UploadAsync("Customers", file);
        await LookAsync(administrator, scripts);
        var columns = await pages.ColumnsAsync();
        Assert.Equal("Left out", columns["Card"]);
        Assert.Equal(["First Name", "Last Name", "Email", "Birth Date", "Left out"], columns.Values.Skip(1));

        // Forgotten at first: the page says so, and keeps the rest.
        await pages.ChooseAsync("E-mail", "");
        await pages.CheckAsync();
        await administrator.Page.Locator(".notice.bad").WaitForAsync();
        await LookAsync(administrator, scripts);
        await pages.ChooseAsync("Card", "external_reference");
        await pages.ChooseAsync("E-mail", "email");
        await administrator.Page.GetByLabel("The row is refused").CheckAsync();
        await pages.CheckAsync();
        await pages.WaitForFiguresAsync(scripts);
        Assert.Equal(["2 added", "0 changed", "0 unchanged", "2 refused"], await pages.FiguresAsync());
        await LookAsync(administrator, scripts);

        await pages.ImportAsync();
        await pages.WaitForFiguresAsync(scripts);
        await pages.ImportedAsync();
        Assert.Equal(["2 added", "0 changed", "0 unchanged", "2 refused"], await pages.FiguresAsync());
        await LookAsync(administrator, scripts);
        var refused = await pages.RefusedRowsAsync();
        Assert.Contains(
            $"J{width}-3,Bad,Date,,31/31/1985,,4,Birth Date: Not a date such as 31/12/2026,", refused, StringComparison.Ordinal);
        Assert.Contains("A quote is opened and not closed", refused, StringComparison.Ordinal);

        // The same file again, and then as complete: all the sample customers would go.
        await pages.UploadAsync(
            "Customers", Write($"again {width}.csv", $"External Reference,First Name\nJ{width}-1,Zoë\nJ{width}-2,Ada\n"));
        await administrator.Page.GetByLabel("This file is complete").CheckAsync();
        await pages.CheckAsync();
        // The last one had more columns: the page asks.
        await administrator.Page.GetByLabel("Import without Last Name, Email, Birth Date").CheckAsync();
        await LookAsync(administrator, scripts);
        await pages.CheckAsync();
        await pages.WaitForFiguresAsync(scripts);
        Assert.Equal(["0 added", "0 changed", "2 unchanged"], (await pages.FiguresAsync())[..3]);
        await administrator.Page.GetByText("That is half of them or more.").WaitForAsync();
        await administrator.Page.GetByLabel("Type", new() { Exact = false }).FillAsync("2");
        await pages.ImportAsync();
        await administrator.Page.Locator("#Retire-error:not(:empty)").WaitForAsync();
        await LookAsync(administrator, scripts);
        await administrator.GoToAsync("/import");
        await LookAsync(administrator, scripts);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_customer_is_found_looked_at_and_erased_by_typing_their_reference(int width)
    {
        await using var administrator = await browser.VisitAsync(sample.Process, width: width);
        await administrator.GoToAsync("/sign-in");
        await new SignInPage(administrator).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        var reference = $"C000{width + 1000}";
        await FindAsync(administrator, reference);
        await LookAsync(administrator, scripts: true);
        await administrator.Page.Locator("tbody th a").ClickAsync();
        await administrator.Page.GetByLabel($"Type the reference {reference} to agree").FillAsync("somebody else");
        await LookAsync(administrator, scripts: true);
        await administrator.Page.Locator("#erase button.danger").ClickAsync();
        await administrator.Page.Locator("#Typed-error:not(:empty)").WaitForAsync();
        await LookAsync(administrator, scripts: true);
        await administrator.Page.GetByLabel($"Type the reference {reference} to agree").FillAsync(reference);
        await administrator.Page.Locator("#erase button.danger").ClickAsync();
        await administrator.Page.GetByText("The person is gone from the customer data").WaitForAsync();
        await LookAsync(administrator, scripts: true);
        await FindAsync(administrator, reference);
        await administrator.Page.GetByText("No such customer").WaitForAsync();
    }

    [Fact]
    public async Task A_killed_application_takes_its_import_up_again_and_imports_every_row_once()
    {
        const int rows = 150_000;
        await using var application = await prepared.StartAsync("--Import:LeaseSeconds=2");
        await using var administrator = await browser.VisitAsync(application);
        await administrator.GoToAsync("/sign-in");
        await new SignInPage(administrator).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        var text = new StringBuilder("External Reference,First Name,Last Name,Email\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Kill{i},Ada,Lovelace,ada{i}@example.org\n");
        }

        var pages = new ImportPages(administrator);
        await pages.UploadAsync("Customers", Write("large.csv", text.ToString()));
        await pages.CheckAsync();
        await pages.WaitForFiguresAsync();
        Assert.Equal($"{rows:N0} added", (await pages.FiguresAsync())[0]);
        await pages.ImportAsync();
        await administrator.Page.Locator("progress[value]").WaitForAsync();
        await application.KillAsync();
        await application.RestartAsync();

        await administrator.Page.ReloadAsync();
        await pages.ImportedAsync();
        Assert.Equal([$"{rows:N0} added", "0 changed", "0 unchanged", "0 refused"], await pages.FiguresAsync());
    }

    [Fact]
    public async Task The_command_line_imports_beside_a_running_application_and_its_exit_code_says_what_it_did()
    {
        var data = sample.Process.DataDirectory;
        var file = Write("events.csv", "External Reference;Name\nCLI1;Prélude\nCLI2;\n");
        var refused = Path.Combine(directory, "refused.csv");
        await using (var import = await ApplicationProcess.RunToEndAsync(data, "import", "events", file, $"--refused={refused}"))
        {
            Assert.True(import.ExitCode == 3, import.Output);
            Assert.Contains("1 added", import.Output, StringComparison.Ordinal);
            Assert.Contains("Name: Needed, and empty (line 3)", import.Output, StringComparison.Ordinal);
        }

        Assert.Contains(
            "CLI2,,3,\"Name: Needed, and empty\"", await File.ReadAllTextAsync(refused, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        await using (var complete = await ApplicationProcess.RunToEndAsync(
            data, "import", "memberships",
            Write("none.csv", "External Reference,Customer Reference,Scheme,Starts\nM1,nobody,Friend,2026-01-01\n"), "--complete"))
        {
            Assert.Contains("no membership is retired", complete.Output, StringComparison.Ordinal);
        }

        await using var wrong = await ApplicationProcess.RunToEndAsync(data, "import", "nonsense", file);
        Assert.Equal(2, wrong.ExitCode);
    }

    [Fact]
    public async Task The_command_line_never_guesses_and_ends_with_a_code_whatever_happens()
    {
        var data = sample.Process.DataDirectory;
        var open = Write("open.csv", "External Reference,Birth Date\nGUESS1,03/04/1985\n");
        await using (var refused = await ApplicationProcess.RunToEndAsync(data, "import", "customers", open))
        {
            Assert.True(refused.ExitCode == 6, refused.Output);
            Assert.Contains("03/04/1985 can be 3 April 1985 or 4 March 1985", refused.Output, StringComparison.Ordinal);
        }

        await using (var said = await ApplicationProcess.RunToEndAsync(
            data, "import", "customers", open, "--dates=day-first", "--allow-missing"))
        {
            Assert.True(said.ExitCode == 0, said.Output);
            Assert.Contains("Birth Date: 03/04/1985 will be 3 April 1985.", said.Output, StringComparison.Ordinal);
        }

        var utf16 = Path.Combine(directory, "utf16.csv");
        await File.WriteAllBytesAsync(
            utf16, new System.Text.UnicodeEncoding(false, false).GetBytes("External Reference\tFirst Name\nGUESS2\tJosé\n"),
            TestContext.Current.CancellationToken);
        await using var missing = await ApplicationProcess.RunToEndAsync(data, "import", "customers", utf16);
        Assert.True(missing.ExitCode == 5, missing.Output);
        Assert.Contains("had Birth Date, and this file has not", missing.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", missing.Output, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task FindAsync(Visitor visitor, string reference)
    {
        await visitor.GoToAsync("/import/erase-customer");
        await visitor.Page.FillAsync("[name=Search]", reference);
        await visitor.Page.ClickAsync("search button");
    }

    private static async Task LookAsync(Visitor visitor, bool scripts)
    {
        await visitor.ShouldFitAsync();
        if (scripts)
        {
            await visitor.ShouldBeAccessibleAsync();
        }
    }
}
