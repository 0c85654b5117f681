using System.Text;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Files;
using Dapper;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>Files on their way in, without pages: uploaded, checked and imported as the worker does it.</summary>
public sealed class ImportWorld(TestServer server) : IAsyncLifetime
{
    public static readonly Actor Somebody = new(null, "admin@example.org", null);

    public TestApplication Application { get; } = new(server);

    public async ValueTask InitializeAsync() => await ((IAsyncLifetime)Application).InitializeAsync();

    public ValueTask DisposeAsync() => Application.DisposeAsync();

    public Task<T> SendAsync<T>(IRequest<T> request) => Application.SendAsync(request);

    public Task<Import> UploadAsync(string kind, string text, Encoding? encoding = null, string name = "file.csv") =>
        UploadAsync(kind, (encoding ?? new UTF8Encoding(false)).GetBytes(text), name);

    public async Task<Import> UploadAsync(string kind, byte[] content, string name = "file.csv")
    {
        var id = await SendAsync(new UploadImport(kind, name, new MemoryStream(content), Somebody));
        return await FindAsync(id);
    }

    public async Task<Import> FindAsync(long id) => (await SendAsync(new GetImport(id)))!;

    /// <summary>A dry run.</summary>
    public async Task<Import> CheckAsync(Import import, Func<ImportSettings, ImportSettings>? change = null)
    {
        // Files of a few columns follow each other here; what the page asks about them has tests of its own.
        var settings = import.Settings with { Allowed = [ImportSettings.Everything] };
        settings = change?.Invoke(settings) ?? settings;
        Assert.Equal(new ImportChange.Done(), await SendAsync(new CheckImport(import.Id, import.Version, settings, Somebody)));
        return await WorkAsync(import.Id);
    }

    public async Task<Import> StartAsync(Import import, long? retire = null)
    {
        Assert.Equal(new ImportChange.Done(), await SendAsync(new StartImport(import.Id, import.Version, retire, Somebody)));
        return await WorkAsync(import.Id);
    }

    public async Task<Import> WorkAsync(long id)
    {
        Assert.True(await SendAsync(new WorkOnImport()));
        return await FindAsync(id);
    }

    /// <summary>All of it at once; the dry run must have foretold what the import did.</summary>
    public async Task<ImportOutcome> ImportAsync(
        string kind, byte[] content, Func<ImportSettings, ImportSettings>? change = null, long? retire = null)
    {
        var checkedImport = await CheckAsync(await UploadAsync(kind, content), change);
        Assert.True(checkedImport.State == "checked", $"{checkedImport.State}: {checkedImport.Reason}");
        var imported = await StartAsync(checkedImport, retire ?? checkedImport.Outcome!.Missing);
        Assert.True(imported.State == "imported", $"{imported.State}: {imported.Reason}");
        Assert.Equal(checkedImport.Outcome!.ToJson(), imported.Outcome!.ToJson());
        return imported.Outcome;
    }

    public Task<ImportOutcome> ImportAsync(
        string kind, string text, Func<ImportSettings, ImportSettings>? change = null, long? retire = null) =>
        ImportAsync(kind, Encoding.UTF8.GetBytes(text), change, retire);

    public async Task<string> RefusedRowsAsync(Import import)
    {
        using var content = new MemoryStream();
        await Application.Services.GetRequiredService<EncryptedFileStore>()
            .CopyToAsync(import.RefusedFileId!.Value, content, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(content.ToArray());
    }

    public Task<T> ScalarAsync<T>(string sql, object? parameters = null) => Application.AskAsync<T>(sql, parameters);

    public Task<IReadOnlyList<string>> LinesAsync(string sql) => Application.ListAsync<string>(sql);

    public Task ExecuteAsync(string sql, object? parameters = null) => Application.DoAsync(sql, parameters);
}
