using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.ImportData;

/// <summary>Import Data: the file, its columns, the check and what the import did.</summary>
public sealed class ImportPages(Visitor visitor) : PageObject(visitor)
{
    public async Task UploadAsync(string kind, string file)
    {
        await Visitor.GoToAsync("/import");
        await Page.GetByLabel(kind, new() { Exact = true }).CheckAsync();
        await Page.SetInputFilesAsync("[name=Upload]", file);
        await Button("Next").ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Where its columns go" }).WaitForAsync();
    }

    public async Task<IReadOnlyDictionary<string, string>> ColumnsAsync()
    {
        var columns = new Dictionary<string, string>();
        foreach (var row in await Page.Locator(".import-columns tbody tr").AllAsync())
        {
            columns[await row.Locator("th").InnerTextAsync()] = await row.Locator("select[name^='Input.Columns']")
                .EvaluateAsync<string>("select => select.selectedOptions[0].textContent");
        }

        return columns;
    }

    public Task ChooseAsync(string column, string field) =>
        Page.GetByLabel($"{column} goes into", new() { Exact = true }).SelectOptionAsync(field);

    public Task CheckAsync() => Button("Check").ClickAsync();

    public async Task WaitForFiguresAsync(bool scripts = true)
    {
        var figures = Page.Locator(".import-counts");
        for (var looked = 0; !scripts && await figures.CountAsync() == 0; looked++)
        {
            Assert.True(looked < 200, "The import never ended.");
            await Page.WaitForTimeoutAsync(100);
            await ButtonLink("Look again").ClickAsync();
        }

        await figures.WaitForAsync(new() { Timeout = 60_000 });
    }

    public async Task<string[]> FiguresAsync() => [.. await Page.Locator(".import-counts > div").EvaluateAllAsync<string[]>(
        "figures => figures.map(figure => figure.querySelector('dd').textContent + ' ' + figure.querySelector('dt').textContent)")];

    public async Task ImportAsync() => await Button("Import").ClickAsync();

    public Task ImportedAsync() => Page.Locator(".notice.good").WaitForAsync(new() { Timeout = 60_000 });

    public async Task<string> RefusedRowsAsync()
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => ButtonLink("Download the refused rows").ClickAsync());
        await using var content = await download.CreateReadStreamAsync();
        using var text = new StreamReader(content);
        return await text.ReadToEndAsync();
    }
}
